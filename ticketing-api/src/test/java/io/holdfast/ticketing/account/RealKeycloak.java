package io.holdfast.ticketing.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.keycloak.Keycloak;
import io.holdfast.launcher.keycloak.KeycloakDistribution;
import io.holdfast.stack.Parts;
import io.holdfast.stack.Postgres;
import io.holdfast.stack.Secrets;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Directories;
import io.holdfast.stack.process.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/// The identity provider itself, with the realm every house has; a test may ask it for tokens.
public class RealKeycloak implements QuarkusTestResourceLifecycleManager {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String administrator = Secrets.password();
    private Path home;
    private Postgres postgres;
    private Child keycloak;
    private URI realm;

    @Override
    public Map<String, String> start() {
        var webClient = Secrets.password();
        try {
            home = Files.createTempDirectory("holdfast-keycloak");
            postgres = Postgres.start(Postgres.Setup.temporary());
            postgres.database("keycloak");
            var password = Secrets.password();
            postgres.owner("keycloak", "keycloak", password);
            var port = Ports.free();
            realm = Keycloak.realm(port);
            keycloak = Keycloak.start(new Keycloak.Setup(
                    KeycloakDistribution.preparedIn(Parts.shared().directory()),
                    home,
                    port,
                    postgres.url("keycloak"),
                    "keycloak",
                    password,
                    administrator,
                    webClient,
                    URI.create("http://127.0.0.1"),
                    home.resolve("keycloak.log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreExceptions().until(() -> send(HttpRequest.newBuilder(
                        URI.create(realm + "/.well-known/openid-configuration")))
                .has("issuer"));
        return Map.of(
                "quarkus.oidc.tenant-enabled",
                "true",
                "quarkus.oidc.auth-server-url",
                realm.toString(),
                "quarkus.oidc.credentials.secret",
                webClient);
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(RealKeycloak.class));
    }

    /// An access token of one of the realm's people, as a program gets it.
    String token(String person) {
        return token(
                realm,
                Map.of(
                        "client_id",
                        "holdfast-cli",
                        "scope",
                        "openid",
                        "username",
                        person,
                        "password",
                        person + "-demo"));
    }

    /// Signed by the same Keycloak, for another realm.
    String tokenOfAnotherRealm() {
        return token(master(), Map.of("client_id", "admin-cli", "username", "admin", "password", administrator));
    }

    /// From now on tokens are good for that long.
    void givesTokensFor(Duration lifespan) {
        var address = URI.create(realm.toString().replace("/realms/", "/admin/realms/"));
        var settings = (ObjectNode) send(asAdministrator(address));
        settings.put("accessTokenLifespan", lifespan.toSeconds());
        send(asAdministrator(address)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(settings.toString())));
    }

    /// From now on sign-outs are told there.
    void tellsOfSignOuts(URI site) {
        var clients = URI.create(realm.toString().replace("/realms/", "/admin/realms/") + "/clients");
        var client = (ObjectNode) send(asAdministrator(URI.create(clients + "?clientId=holdfast-web")))
                .get(0);
        ((ObjectNode) client.get("attributes")).put("backchannel.logout.url", site + "/login/back-channel");
        sendWithoutAnswer(
                asAdministrator(URI.create(clients + "/" + client.get("id").asText()))
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(client.toString())));
    }

    /// As an administrator of the realm may do.
    void signsOut(String person) {
        var users = URI.create(realm.toString().replace("/realms/", "/admin/realms/") + "/users");
        var user = send(asAdministrator(URI.create(users + "?exact=true&username=" + person)))
                .get(0);
        sendWithoutAnswer(
                asAdministrator(URI.create(users + "/" + user.get("id").asText() + "/logout"))
                        .POST(BodyPublishers.noBody()));
    }

    private static void sendWithoutAnswer(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.discarding());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(answer.uri() + " answered " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder asAdministrator(URI address) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + tokenOfAnotherRealm());
    }

    private URI master() {
        return realm.resolve("master");
    }

    private static String token(URI issuer, Map<String, String> form) {
        var body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(URI.create(issuer + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body + "&grant_type=password")))
                .path("access_token")
                .asText();
    }

    private static JsonNode send(HttpRequest.Builder request) {
        try {
            var answer = HTTP.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new AssertionError(answer.uri() + " answered " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        if (keycloak != null) {
            keycloak.close();
        }
        if (postgres != null) {
            postgres.close();
        }
        if (home != null) {
            Directories.remove(home);
        }
    }
}
