package io.holdfast.launcher.house;

import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.launcher.keycloak.Keycloak;
import java.util.Map;
import java.util.TreeMap;

/// What each service is told: where it listens, where its parts are, and the secrets it may know. Nobody is told
/// more.
final class Wiring {

    static final String DATABASE = "holdfast";
    static final String SMS_SERVICE = "ncp:sms:kr:holdfast";

    private final PortPlan ports;
    private final Map<Service, Map<String, String>> more;
    private final Keys keys;

    /// @param ports where a service finds everything
    /// @param more what a service is told besides; it wins
    Wiring(PortPlan ports, Map<Service, Map<String, String>> more, Keys keys) {
        this.ports = ports;
        this.more = more;
        this.keys = keys;
    }

    String publicUrl() {
        return "http://127.0.0.1:" + ports.of(Slot.GATEWAY);
    }

    Map<String, String> environment(Service service) {
        return Variables.of(of(service));
    }

    private Map<String, String> of(Service service) {
        var told = new TreeMap<String, String>();
        told.put("quarkus.http.host", "127.0.0.1");
        told.put("quarkus.http.port", String.valueOf(ports.http(service)));
        told.put("quarkus.management.host", "127.0.0.1");
        told.put("quarkus.management.port", String.valueOf(ports.management(service)));
        told.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        told.put("quarkus.log.console.json.enabled", "false");
        told.put("kafka.bootstrap.servers", "127.0.0.1:" + ports.of(Slot.KAFKA));
        service.schema().ifPresent(schema -> told.putAll(database(schema)));
        switch (service) {
            case TICKETING_API -> {
                told.putAll(redis());
                told.putAll(simulator());
                told.putAll(toss());
                told.putAll(stripe());
                // The simulator first: its page also says no.
                told.put("holdfast.channel.offered", "simulator-card,toss-card,toss-easy,stripe-card,points");
                // Whoever tries the house wants to see a seat that was given back again.
                told.put("holdfast.waitlist.shortest-delay", "2s");
                told.put("holdfast.waitlist.longest-delay", "10s");
                told.putAll(oidc());
                told.putAll(keys.shared("holdfast.account.key", "holdfast.contacts.key", "holdfast.pass.jwks"));
                told.put("holdfast.public-url", publicUrl());
            }
            case WAITING_ROOM -> {
                told.putAll(redis());
                told.putAll(realmOfStaff());
                // A whole rush comes from this machine.
                told.put("holdfast.guard.exempt", "127.0.0.0/8,::1");
                told.putAll(keys.shared("holdfast.account.key", "holdfast.place.key", "holdfast.pass.private-key"));
            }
            case WAITLIST_WORKER -> {
                told.putAll(realmOfStaff());
                told.put("quarkus.mailer.host", "127.0.0.1");
                told.put("quarkus.mailer.port", String.valueOf(ports.of(Slot.SMTP)));
                told.put("quarkus.mailer.start-tls", "DISABLED");
                told.put("quarkus.mailer.mock", "false");
                told.putAll(sms());
                told.putAll(keys.shared(
                        "holdfast.account.key",
                        "holdfast.contacts.key",
                        "holdfast.notification.stop-key",
                        "holdfast.push.private-key",
                        "holdfast.push.public-key"));
                told.put("holdfast.public-url", publicUrl());
            }
            case REFUND_WORKER -> {
                told.putAll(realmOfStaff());
                told.putAll(keys.shared("holdfast.contacts.key"));
                told.putAll(simulator());
                told.putAll(toss());
                told.putAll(stripe());
            }
        }
        told.putAll(more.getOrDefault(service, Map.of()));
        return told;
    }

    private Map<String, String> database(String schema) {
        return Map.of(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:%d/%s?currentSchema=%s"
                        .formatted(ports.of(Slot.POSTGRES), DATABASE, schema),
                "quarkus.datasource.username",
                schema,
                "quarkus.datasource.password",
                keys.password("postgres." + schema));
    }

    private Map<String, String> redis() {
        return Map.of("quarkus.redis.hosts", "redis://127.0.0.1:" + ports.of(Slot.REDIS));
    }

    private Map<String, String> simulator() {
        return Map.of(
                "holdfast.simulator.url",
                "http://127.0.0.1:" + ports.of(Slot.SIMULATOR),
                "holdfast.simulator.secret",
                keys.password("simulator.api"),
                "holdfast.simulator.webhook-secret",
                keys.password("simulator.webhook"));
    }

    private Map<String, String> toss() {
        return Map.of(
                "holdfast.toss.url",
                "http://127.0.0.1:" + ports.of(Slot.TOSS),
                "holdfast.toss.secret-key",
                keys.password("toss.secret"),
                "holdfast.toss.client-key",
                keys.password("toss.client"));
    }

    private Map<String, String> stripe() {
        return Map.of(
                "holdfast.stripe.url",
                "http://127.0.0.1:" + ports.of(Slot.STRIPE),
                "holdfast.stripe.secret-key",
                keys.password("stripe.secret"),
                "holdfast.stripe.webhook-secret",
                keys.password("stripe.webhook"));
    }

    private Map<String, String> sms() {
        return Map.of(
                "holdfast.sms.provider",
                "SENS",
                "holdfast.sms.from",
                "0212345678",
                "holdfast.sms.sens.url",
                "http://127.0.0.1:" + ports.of(Slot.SMS),
                "holdfast.sms.sens.service-id",
                SMS_SERVICE,
                "holdfast.sms.sens.access-key",
                keys.password("sms.access"),
                "holdfast.sms.sens.secret-key",
                keys.password("sms.secret"));
    }

    private Map<String, String> oidc() {
        return Map.of(
                "quarkus.oidc.auth-server-url",
                realm(),
                "quarkus.oidc.client-id",
                "holdfast-web",
                "quarkus.oidc.credentials.secret",
                keys.password("oidc.holdfast-web"));
    }

    private Map<String, String> realmOfStaff() {
        return Map.of("quarkus.oidc.auth-server-url", realm(), "quarkus.oidc.client-id", "holdfast-web");
    }

    private String realm() {
        return Keycloak.realm(ports.of(Slot.KEYCLOAK)).toString();
    }
}
