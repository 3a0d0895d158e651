package io.holdfast.ticketing.checkin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

@HouseTest
class BundleTest {

    @Inject
    BoxOffice house;

    @Test
    void a_bundle_names_every_ticket_with_what_a_door_needs_to_know() throws Exception {
        // Given
        var on = tomorrow();
        var ann = house.guest();
        var order = ann.sees(ann.buys(on, "A-1", "A-2")).jsonPath();
        order.<String>getList("tickets.id").forEach(ticket -> ann.asks()
                .put("/api/tickets/{t}/print", ticket)
                .then()
                .statusCode(200)
                .body("name", equalTo("Ann")));
        var door = DoorStaff.at(on, "north");

        // When
        var content = opened(door, bundle(door));

        // Then
        assertThat(content.path("performance").asText()).isEqualTo(on.performance());
        assertThat(content.path("tickets").findValuesAsText("id"))
                .containsExactlyInAnyOrderElementsOf(order.getList("tickets.id"));
        var ticket = content.path("tickets").path(0);
        assertThat(ticket.path("booking").asText()).isEqualTo(order.getString("booking"));
        assertThat(ticket.path("holder").asText()).isEqualTo("Ann");
        assertThat(ticket.path("priceType").asText()).isEqualTo("REGULAR");
        String printed =
                ann.asks().get("/api/tickets/{t}", ticket.path("id").asText()).path("code");
        assertThat(ticket.path("printed").asText()).isEqualTo(sha256(printed));
        assertThat(content.toString()).doesNotContain(printed).doesNotContain("01012345678");
    }

    @Test
    void a_bundle_is_signed_by_the_key_the_gate_was_enrolled_with() {
        // Given
        var door = DoorStaff.at(tomorrow(), "north");
        var key = Bytes.read(door.asks().get("/api/gate").path("key"));

        // When
        var bundle = bundle(door);

        // Then
        var end = bundle.length - 64;
        assertThat(P256.isSigned(Arrays.copyOf(bundle, end), key, Arrays.copyOfRange(bundle, end, bundle.length)))
                .isTrue();
    }

    @Test
    void another_gate_does_not_open_it() {
        // Given
        var on = tomorrow();
        var north = DoorStaff.at(on, "north");
        var south = DoorStaff.at(on, "south");

        // When
        var bundle = bundle(north);

        // Then
        assertThatThrownBy(() -> opened(south, bundle)).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void states_follow_the_order_of_the_bundle() throws Exception {
        // Given
        var on = tomorrow();
        var ann = house.guest();
        var tickets = ann.sees(ann.buys(on, "A-1", "A-2", "A-3")).jsonPath().<String>getList("tickets.id");
        var door = DoorStaff.at(on, "north");
        var content = opened(door, bundle(door));
        var phone = new Phone();
        phone.shows(ann, tickets.get(1)).then().statusCode(200);

        // When
        door.scans(phone.code(tickets.get(1), Instant.now())).then().statusCode(200);

        // Then
        var states = eventually(door, "E");
        assertThat(states.path("edition").asText())
                .isEqualTo(content.path("edition").asText());
        var letters = states.path("states").asText();
        var ids = content.path("tickets").findValuesAsText("id");
        assertThat(letters).hasSize(3);
        for (var i = 0; i < ids.size(); i++) {
            assertThat(letters.charAt(i)).isEqualTo(ids.get(i).equals(tickets.get(1)) ? 'E' : 'V');
        }
    }

    @Test
    void a_ticket_on_another_phone_is_told_by_its_issue() throws Exception {
        // Given
        var on = tomorrow();
        var ann = house.guest();
        String ticket = ann.sees(ann.buys(on, "A-1")).path("tickets[0].id");
        new Phone().shows(ann, ticket).then().statusCode(200);
        var door = DoorStaff.at(on, "north");

        // When
        new Phone().shows(ann, ticket).then().statusCode(200);

        // Then
        await().untilAsserted(() -> door.asks()
                .get("/api/gate/states")
                .then()
                .body("issues[0][0]", equalTo(ticket))
                .body("issues[0][1]", equalTo(2)));
    }

    @Test
    void nothing_new_is_told_as_nothing_new() {
        // Given
        var door = DoorStaff.at(tomorrow(), "north");
        var tag = door.asks().get("/api/gate/states").header("ETag");

        // When
        var answer = door.asks().header("If-None-Match", tag).get("/api/gate/states");

        // Then
        answer.then().statusCode(304);
    }

    private OnSale tomorrow() {
        return house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofHours(24));
    }

    private static byte[] bundle(DoorStaff door) {
        return door.asks()
                .get("/api/gate/bundle")
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .extract()
                .asByteArray();
    }

    /// As the page does it.
    private static JsonNode opened(DoorStaff door, byte[] bundle) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Bytes.read(door.token()), "HmacSHA256"));
        var key = mac.doFinal("holdfast gate bundle".getBytes(StandardCharsets.US_ASCII));
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                Cipher.DECRYPT_MODE,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(128, Arrays.copyOfRange(bundle, 4, 16)));
        cipher.updateAAD("HFB1".getBytes(StandardCharsets.US_ASCII));
        cipher.updateAAD(door.asks().get("/api/gate").<String>path("id").getBytes(StandardCharsets.US_ASCII));
        var zipped = cipher.doFinal(Arrays.copyOfRange(bundle, 16, bundle.length - 64));
        try (var content = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            return new ObjectMapper().readTree(content);
        }
    }

    private static JsonNode eventually(DoorStaff door, String letter) throws Exception {
        await().until(() ->
                door.asks().get("/api/gate/states").<String>path("states").contains(letter));
        return new ObjectMapper().readTree(door.asks().get("/api/gate/states").asString());
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
