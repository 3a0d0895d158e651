package io.holdfast.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The browsers people want to be told in. An address at a push service, with the keys that go with it, is as personal
/// as a phone number: sealed with AES-256-GCM at rest, bound to its customer, and found again by an HMAC.
@ApplicationScoped
class PushDevices {

    static final int MOST = 10;

    private static final int NONCE = 12;

    /// Whoever subscribes last in a browser is who is told there.
    private static final String SAVE = """
        insert into push_device (id, customer_id, endpoint, provider, sealed)
        select uuidv7(), :customer, :endpoint, :provider, :sealed
         where not exists (select from forgotten where customer_id = :customer)
           and :most > (select count(*) from push_device where customer_id = :customer and endpoint <> :endpoint)
        on conflict (endpoint) do update
           set customer_id = excluded.customer_id, sealed = excluded.sealed
        returning id, added_at
        """;

    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(:customer, 41))";

    private static final String OF = """
        select id, provider, added_at
          from push_device
         where customer_id = :customer
         order by added_at desc, id
        """;

    private static final String OPEN = "select customer_id, sealed from push_device where id = :id";

    private static final String REMOVE = "delete from push_device where id = :id and customer_id = :customer";

    private static final String GONE = "delete from push_device where id = :id";

    /// What the browser gave, as it gave it.
    ///
    /// @param p256dh the browser's public key, uncompressed, Base64 for URLs
    /// @param auth 16 bytes, Base64 for URLs
    @RegisterForReflection
    record Subscription(String endpoint, String p256dh, String auth) {
        @Override
        public String toString() {
            return "Subscription[…]";
        }
    }

    /// @param service the push service's host
    record Device(UUID id, String service, Instant addedAt) {}

    private final DataSource database;
    private final ObjectMapper json;
    private final SecretKeySpec encryption;
    private final Hmac index;
    private final List<String> services;
    private final SecureRandom random = new SecureRandom();

    PushDevices(
            DataSource database,
            ObjectMapper json,
            PushConfig config,
            @ConfigProperty(name = "holdfast.contacts.key") String key) {
        var derive = new Hmac(Base64.getDecoder().decode(key));
        this.database = database;
        this.json = json;
        this.encryption = new SecretKeySpec(derive.of("push-device-encryption"), "AES");
        this.index = new Hmac(derive.of("push-device-index"));
        this.services = config.services();
    }

    /// The push service's name, if it is one the house talks to.
    Optional<String> service(String endpoint) {
        try {
            var address = URI.create(endpoint);
            var host = address.getHost();
            if (host == null || address.getRawUserInfo() != null) {
                return Optional.empty();
            }
            var origin = address.getScheme() + "://" + address.getRawAuthority();
            var known = services.stream()
                    .anyMatch(service -> service.contains("://")
                            ? service.equals(origin)
                            : "https".equals(address.getScheme())
                                    && address.getPort() == -1
                                    && (host.equals(service) || host.endsWith("." + service)));
            return known ? Optional.of(address.getRawAuthority()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// @return empty if the customer has [#MOST] others
    Optional<Device> save(CustomerId customer, Subscription subscription, String service) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Sql.of(LOCK).with("customer", "push:" + customer).list(database, _ -> true);
            return Sql.of(SAVE)
                    .with("customer", customer)
                    .with("endpoint", Base64.getEncoder().encodeToString(index.of(subscription.endpoint())))
                    .with("provider", service)
                    .with("sealed", sealed(customer, subscription))
                    .with("most", MOST)
                    .first(database, row -> new Device(row.uuid("id"), service, row.moment("added_at")));
        });
    }

    List<Device> of(CustomerId customer) {
        return Sql.of(OF)
                .with("customer", customer)
                .list(database, row -> new Device(row.uuid("id"), row.text("provider"), row.moment("added_at")));
    }

    /// @return empty if it has gone, or is another customer's by now
    Optional<Subscription> open(UUID device, CustomerId customer) {
        return Sql.of(OPEN)
                .with("id", device)
                .first(database, row -> new Sealed(new CustomerId(row.uuid("customer_id")), row.text("sealed")))
                .filter(found -> found.customer().equals(customer))
                .map(found -> opened(customer, found.content()));
    }

    private record Sealed(CustomerId customer, String content) {}

    /// @return whether it was the customer's
    boolean remove(UUID device, CustomerId customer) {
        return Sql.of(REMOVE).with("id", device).with("customer", customer).run(database) == 1;
    }

    /// The push service does not know it any more.
    void gone(UUID device) {
        Sql.of(GONE).with("id", device).run(database);
    }

    private String sealed(CustomerId customer, Subscription subscription) {
        try {
            var nonce = new byte[NONCE];
            random.nextBytes(nonce);
            var sealed = cipher(Cipher.ENCRYPT_MODE, customer, nonce).doFinal(json.writeValueAsBytes(subscription));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(NONCE + sealed.length)
                            .put(nonce)
                            .put(sealed)
                            .array());
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("a device could not be sealed", e);
        }
    }

    private Subscription opened(CustomerId customer, String content) {
        try {
            var bytes = Base64.getDecoder().decode(content);
            var open = cipher(Cipher.DECRYPT_MODE, customer, Arrays.copyOf(bytes, NONCE))
                    .doFinal(bytes, NONCE, bytes.length - NONCE);
            return json.readValue(open, Subscription.class);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this sealed device does not open");
        }
    }

    private Cipher cipher(int mode, CustomerId customer, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, encryption, new GCMParameterSpec(128, nonce));
        cipher.updateAAD(customer.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return cipher;
    }
}
