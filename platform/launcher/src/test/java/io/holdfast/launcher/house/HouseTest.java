package io.holdfast.launcher.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.stack.process.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The house without its services, which end-to-end adds.
class HouseTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static House house;

    @BeforeAll
    static void open() throws Exception {
        house = House.start(House.Setup.forTests(Path.of("../.."), Path.of("target/house-logs"))
                .only(Set.of()));
    }

    @AfterAll
    static void close() {
        var data = house.note("postgres").getParent();
        house.close();
        assertThat(data).doesNotExist();
        for (var slot : Slot.values()) {
            assertThat(Ports.isFree(house.ports().of(slot))).as(slot.toString()).isTrue();
        }
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"ann, customer", "bob, customer", "olga, organiser", "otto, operations", "otto, refund", "rosa, refund"
    })
    void the_people_of_the_demo_sign_in_and_are_who_they_are(String name, String role) throws Exception {
        // When
        var claims = signIn(name, name + "-demo");

        // Then
        assertThat(claims.path("realm_access").path("roles"))
                .extracting(JsonNode::asText)
                .contains(role);
        assertThat(claims.path("email").asText()).isEqualTo(name + "@example.org");
        assertThat(claims.path("iss").asText()).isEqualTo(house.realm().toString());
    }

    @Test
    void a_customers_phone_number_is_known() throws Exception {
        // When
        var claims = signIn("bob", "bob-demo");

        // Then
        assertThat(claims.path("phone_number").asText()).isEqualTo("+821000000002");
    }

    @Test
    void every_schema_has_its_own_role_and_nobody_else() throws Exception {
        // Given
        try (var admin = house.postgres().admin("holdfast");
                var rows = admin.createStatement().executeQuery("""
                        select string_agg(nspname || ' of ' || pg_get_userbyid(nspowner), ', ' order by nspname)
                          from pg_namespace
                         where nspname in ('ticketing', 'waitlist', 'refund')
                           and not has_schema_privilege('keycloak', oid, 'usage')
                        """)) {
            // When
            rows.next();

            // Then
            assertThat(rows.getString(1)).isEqualTo("refund of refund, ticketing of ticketing, waitlist of waitlist");
        }
    }

    @Test
    void commits_survive_a_power_cut() throws Exception {
        try (var admin = house.postgres().admin("holdfast");
                var rows = admin.createStatement()
                        .executeQuery("select current_setting('fsync') || current_setting('synchronous_commit')")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("onon");
        }
    }

    @Test
    void no_service_is_told_a_secret_that_is_not_its_own() {
        // When
        var refund = house.environment(Service.REFUND_WORKER);
        var room = house.environment(Service.WAITING_ROOM);
        var ticketing = house.environment(Service.TICKETING_API);

        // Then
        // A refund may go to an account that is sealed with the contacts' key.
        assertThat(refund)
                .containsKey("HOLDFAST_CONTACTS_KEY")
                .doesNotContainKeys("HOLDFAST_ACCOUNT_KEY", "HOLDFAST_NOTIFICATION_STOP_KEY");
        assertThat(room)
                .containsKey("HOLDFAST_PASS_PRIVATE_KEY")
                .doesNotContainKeys("QUARKUS_DATASOURCE_PASSWORD", "HOLDFAST_CONTACTS_KEY");
        assertThat(ticketing)
                .containsKey("HOLDFAST_PASS_JWKS")
                .doesNotContainKeys("HOLDFAST_PASS_PRIVATE_KEY", "HOLDFAST_NOTIFICATION_STOP_KEY");
    }

    @Test
    void whoever_wants_to_use_it_from_outside_finds_its_addresses() throws Exception {
        assertThat(Files.readString(house.note("addresses.properties")))
                .contains("url=" + house.url().toString().replace(":", "\\:"));
    }

    private static JsonNode signIn(String name, String password) throws Exception {
        var form = "grant_type=password&client_id=holdfast-cli&scope=openid&username=%s&password=%s"
                .formatted(name, password);
        var answer = HTTP.send(
                HttpRequest.newBuilder(URI.create(house.realm() + "/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var token = JSON.readTree(answer.body()).path("access_token").asText();
        return JSON.readTree(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
    }
}
