package io.holdfast.messaging;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StackTestResource.class)
@TestSecurity(user = "olga", roles = "operations")
class DeadLetterResourceTest {

    private static final String DESK = "/api/staff/dead-letters/messaging-test";

    @Inject
    Inbox inbox;

    @Inject
    DeadLetters letters;

    private final String listener = "desk-" + UUID.randomUUID();
    private final AtomicBoolean broken = new AtomicBoolean(true);
    private final AtomicInteger acted = new AtomicInteger();

    @Test
    void staff_see_what_is_open_page_by_page_newest_first() {
        IntStream.range(0, 51).forEach(offset -> poison(offset, "{]"));

        String next = given().queryParam("listener", listener)
                .get(DESK)
                .then()
                .statusCode(200)
                .body("letters", hasSize(50))
                .body("letters[0].offset", equalTo(50))
                .body("letters[0].state", equalTo("OPEN"))
                .extract()
                .path("next");

        given().queryParam("listener", listener)
                .queryParam("topic", "ticketing.contacts")
                .queryParam("after", next)
                .get(DESK)
                .then()
                .body("letters.offset", contains(0))
                .body("next", nullValue());
    }

    @Test
    void staff_look_into_one_and_that_is_written_down() {
        var letter = poison(1, "{]");

        given().get(DESK + "/" + letter)
                .then()
                .statusCode(200)
                .body("payload", equalTo("{]"))
                .body("payloadBase64", nullValue())
                .body("headers.name", contains("ce_id", "ce_type"))
                .body("letter.reason", startsWith("not an event that can be read"))
                .body("deeds.who", contains("olga"))
                .body("deeds.action", contains("INSPECT"));
    }

    @Test
    void what_is_no_text_is_shown_in_base64() {
        inbox.receive(listener, record(1, new byte[] {0, -1}), this::act);

        given().get(DESK + "/" + newest()).then().body("payload", nullValue()).body("payloadBase64", equalTo("AP8="));
    }

    @Test
    void staff_try_one_again_and_repeating_that_changes_nothing() {
        // Given
        var letter = poison(1, "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));
        broken.set(false);

        // When
        for (var i = 0; i < 2; i++) {
            given().post(DESK + "/" + letter + "/replay")
                    .then()
                    .statusCode(200)
                    .body("state", equalTo("REPLAYED"))
                    .body("closedAt", notNullValue());
        }

        // Then
        assertThat(acted).hasValue(1);
        assertThat(letters.deeds(letter)).hasSize(2).allSatisfy(deed -> {
            assertThat(deed.who()).isEqualTo("olga");
            assertThat(deed.action()).isEqualTo("REPLAY");
        });
    }

    @Test
    void a_try_in_vain_says_so_and_the_letter_stays_open() {
        var letter = poison(1, "{]");

        given().post(DESK + "/" + letter + "/replay").then().statusCode(200).body("state", equalTo("OPEN"));

        assertThat(letters.deeds(letter)).singleElement().satisfies(deed -> assertThat(deed.outcome())
                .startsWith("failed: not an event that can be read: "));
    }

    @Test
    void staff_discard_one_for_a_reason_and_it_is_never_tried_again() {
        // Given
        var letter = poison(1, "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));

        // When
        for (var i = 0; i < 2; i++) {
            discard(letter, "{\"reason\": \"The show was a rehearsal.\"}")
                    .statusCode(200)
                    .body("state", equalTo("DISCARDED"));
        }

        // Then
        broken.set(false);
        given().post(DESK + "/" + letter + "/replay")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:dead-letter-closed"));
        assertThat(acted).hasValue(0);
        assertThat(letters.deeds(letter))
                .extracting(DeadLetter.Deed::action, DeadLetter.Deed::reason)
                .containsExactly(tuple("DISCARD", "The show was a rehearsal."), tuple("REPLAY", null));
    }

    @Test
    void nobody_discards_without_a_reason() {
        var letter = poison(1, "{]");

        discard(letter, "{\"reason\": \" \"}").statusCode(400);

        assertThat(letters.find(letter))
                .hasValueSatisfying(one -> assertThat(one.state()).isEqualTo(DeadLetterState.OPEN));
    }

    @Test
    void what_has_been_acted_on_cannot_be_discarded() {
        var letter = poison(1, "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));
        broken.set(false);
        given().post(DESK + "/" + letter + "/replay").then().statusCode(200);

        discard(letter, "{\"reason\": \"too late\"}")
                .statusCode(409)
                .body("detail", containsString("acted on already"));
    }

    @Test
    void another_services_letters_are_not_here() {
        given().get("/api/staff/dead-letters/refund-worker").then().statusCode(404);
        given().get(DESK + "/" + UUID.randomUUID()).then().statusCode(404);
        given().get(DESK + "/1").then().statusCode(404);
    }

    @Test
    void nonsense_is_refused() {
        for (var query : List.of("state=some", "after=here")) {
            given().get(DESK + "?" + query).then().statusCode(400);
        }
    }

    @Test
    @TestSecurity(user = "otto", roles = "organiser")
    void it_is_the_operators_desk() {
        given().get(DESK).then().statusCode(403);
        given().get(DESK + "/" + UUID.randomUUID()).then().statusCode(403);
        given().post(DESK + "/" + UUID.randomUUID() + "/replay").then().statusCode(403);
        discard(UUID.randomUUID(), "{\"reason\": \"mine\"}").statusCode(403);
    }

    private static ValidatableResponse discard(UUID letter, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(DESK + "/" + letter + "/discard")
                .then();
    }

    private void act(Object event) {
        if (broken.get()) {
            throw new IllegalStateException("not yet");
        }
        acted.incrementAndGet();
    }

    private UUID poison(long offset, String content) {
        inbox.receive(listener, record(offset, content.getBytes(StandardCharsets.UTF_8)), this::act);
        return newest();
    }

    private UUID newest() {
        return letters.list(null, listener, null, null, 1).getFirst().id();
    }

    private static ConsumerRecord<String, byte[]> record(long offset, byte[] content) {
        var message = new ConsumerRecord<>("ticketing.contacts", 0, offset, "key", content);
        message.headers().add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_type", "ticketing.ContactSaved.v1".getBytes(StandardCharsets.UTF_8));
        return message;
    }
}
