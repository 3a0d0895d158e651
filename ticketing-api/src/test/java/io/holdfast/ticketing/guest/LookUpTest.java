package io.holdfast.ticketing.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class LookUpTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String contactsKey;

    private static final int PAIRS = 200;

    private final String phone = freshPhone();
    private final String elsewhere = freshAddress();

    @Test
    void a_guest_finds_what_they_booked_in_another_browser() {
        // Given
        var order = ann("A-1");
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", written(phone)));

        // When
        var proven = proves(library, lookUp, codeOf(lookUp));

        // Then
        proven.then().statusCode(200);
        sees(library, proven).get("/api/me/orders").then().body("orders.id", equalTo(List.of(order)));
        sees(library, proven).get("/api/orders/{o}", order).then().statusCode(200);
        library.sees(order).then().statusCode(404);
    }

    @Test
    void a_booking_number_finds_one_booking_however_it_is_typed() {
        // Given
        var on = house.openSale();
        var order = house.guest().buys(on, reached("ann@example.org"), "A-1");
        String booking = Sql.of("select booking from orders where id = cast(:order as uuid)")
                .with("order", order)
                .one(database, row -> row.text("booking"));
        var library = house.guest();

        // When
        var lookUp = asked(
                library, Map.of("phone", phone, "booking", booking.toLowerCase().replace("-", " ")));

        // Then
        proves(library, lookUp, codeOf(lookUp)).then().statusCode(200);
    }

    @Test
    void whoever_books_with_another_persons_phone_number_sees_nothing_of_theirs() {
        // Given
        var on = house.openSale();
        house.guest().buys(on, reached("ann@example.org"), "A-1");
        var bobs = house.guest().buys(on, reached("bob@example.org"), "A-2");
        var bob = house.guest();
        var lookUp = asked(bob, Map.of("phone", phone));

        // When
        var proven = proves(bob, lookUp, codeOf(lookUp));

        // Then
        sees(bob, proven).get("/api/me/orders").then().body("orders.id", equalTo(List.of(bobs)));
    }

    @Test
    void an_order_nobody_has_paid_does_not_come_before_others() {
        // Given
        var on = house.openSale();
        var order = house.guest().buys(on, reached("ann@example.org"), "A-1");
        var bob = house.guest();
        bob.orders(BoxOffice.newKey(), bob.held(on, "A-2"), reached("bob@example.org"))
                .then()
                .statusCode(201);
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", phone));

        // When
        var proven = proves(library, lookUp, codeOf(lookUp));

        // Then
        sees(library, proven).get("/api/me/orders").then().body("orders.id", equalTo(List.of(order)));
    }

    @Test
    void hit_and_miss_are_answered_told_and_written_down_alike() {
        // Given
        ann("A-1");
        var someone = house.guest();

        // When
        var hit = asks(someone, Map.of("phone", phone));
        var miss = asks(someone, Map.of("phone", "010" + "0".repeat(8)));

        // Then
        assertThat(hit.statusCode()).isEqualTo(miss.statusCode()).isEqualTo(202);
        assertThat(hit.jsonPath().getMap("$").keySet())
                .isEqualTo(miss.jsonPath().getMap("$").keySet());
        assertThat(hit.asString()).hasSameSizeAs(miss.asString());
        assertThat(hit.getHeaders().asList().stream().map(header -> header.getName()))
                .isEqualTo(miss.getHeaders().asList().stream()
                        .map(header -> header.getName())
                        .toList());
        var told = Stream.of(hit, miss)
                .map(answer -> broker.awaitCode(answer.path("id")))
                .toList();
        assertThat(told.getFirst().sealed()).hasSameSizeAs(told.getLast().sealed());
        assertThat(opened(told.getFirst())).matches("[0-9]{6}");
        assertThat(opened(told.getLast())).isEqualTo(CodeIssued.NOBODY);
    }

    /// Side by side, so that whatever else the machine does meets both alike. Were there nothing to tell, each would
    /// be the slower one in half of all pairs, and leave these bounds once in fifty thousand runs.
    @Test
    void how_long_it_takes_does_not_tell_whether_anybody_was_found() {
        // Given
        ann("A-1");
        var ann = house.texts("select id::text as text from customer where phone_index = '%s'"
                        .formatted(new Seal(contactsKey).phoneIndex(phone)))
                .getFirst();
        var eve = house.guest();
        timesWhenHitWasSlower(eve, ann, 20);

        // When
        var slower = timesWhenHitWasSlower(eve, ann, PAIRS);

        // Then
        assertThat(slower).isBetween(PAIRS * 35 / 100, PAIRS * 65 / 100);
    }

    /// Each pair asks for two numbers nobody has asked for yet, one of which is Ann's by then.
    private int timesWhenHitWasSlower(Buyer who, String ann, int pairs) {
        var slower = 0;
        for (var pair = 0; pair < pairs; pair++) {
            var hers = freshPhone();
            house.run("update customer set phone_index = '%s' where id = '%s'"
                    .formatted(new Seal(contactsKey).phoneIndex(hers), ann));
            var hitFirst = ThreadLocalRandom.current().nextBoolean();
            var first = timeOf(who, hitFirst ? hers : freshPhone());
            var second = timeOf(who, hitFirst ? freshPhone() : hers);
            if (hitFirst == first > second) {
                slower++;
            }
        }
        return slower;
    }

    private static long timeOf(Buyer who, String phone) {
        var request = who.asks()
                .header(IdempotentRequests.HEADER, BoxOffice.newKey())
                .header("X-Forwarded-For", freshAddress())
                .body(Map.of("phone", phone));
        var began = System.nanoTime();
        request.post("/api/guest/look-ups").then().statusCode(202);
        return System.nanoTime() - began;
    }

    @Test
    void the_code_is_nowhere_in_the_clear() {
        // Given
        ann("A-1");
        var lookUp = asked(house.guest(), Map.of("phone", phone));

        // When
        var code = codeOf(lookUp);

        // Then
        assertThat(EventCodec.write(broker.awaitCode(lookUp))).doesNotContain("\"" + code + "\"");
        assertThat(house.texts(
                        "select to_json(guest_look_up)::text as text from guest_look_up where id = '" + lookUp + "'"))
                .hasSize(1)
                .allSatisfy(row ->
                        assertThat(row).doesNotContain("\"" + code + "\"").doesNotContain(phone));
    }

    @Test
    void however_many_guess_at_once_five_are_heard() throws Exception {
        // Given
        ann("A-1");
        var eve = house.guest();
        var lookUp = asked(eve, Map.of("phone", phone));
        var code = codeOf(lookUp);
        var wrong = IntStream.range(0, 64)
                .mapToObj("%06d"::formatted)
                .filter(guess -> !guess.equals(code))
                .toList();

        // When
        var answers = atOnce(wrong.stream()
                .<Callable<Integer>>map(
                        guess -> () -> proves(eve, lookUp, guess).statusCode())
                .toList());

        // Then
        assertThat(answers.stream().filter(status -> status == 403)).hasSize(LookUps.TRIES);
        assertThat(answers).containsOnly(403, 410);
        proves(eve, lookUp, code).then().statusCode(410);
    }

    @Test
    void a_right_code_works_once_however_many_tell_it_at_once() throws Exception {
        // Given
        ann("A-1");
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", phone));
        var code = codeOf(lookUp);

        // When
        var answers = atOnce(
                Collections.nCopies(64, () -> proves(library, lookUp, code).statusCode()));

        // Then
        assertThat(answers).hasSize(64).containsOnlyOnce(200).containsOnly(200, 410);
    }

    @Test
    void a_code_says_how_many_tries_are_left() {
        // Given
        var eve = house.guest();
        var lookUp = asked(eve, Map.of("phone", phone));

        // When
        var answer = proves(eve, lookUp, "123456");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:code-wrong"), "triesLeft", equalTo(4));
    }

    @Test
    void a_code_is_good_for_ten_minutes() {
        // Given
        ann("A-1");
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", phone));
        var code = codeOf(lookUp);
        house.run("update guest_look_up set until = now() where id = '" + lookUp + "'");

        // When
        var answer = proves(library, lookUp, code);

        // Then
        answer.then().statusCode(410).body("type", equalTo("urn:holdfast:problem:code-ended"));
    }

    @Test
    void a_code_is_good_in_the_browser_it_was_asked_for_in() {
        // Given
        ann("A-1");
        var lookUp = asked(house.guest(), Map.of("phone", phone));

        // When
        var answer = proves(house.guest(), lookUp, codeOf(lookUp));

        // Then
        answer.then().statusCode(410);
    }

    @Test
    void what_one_browser_has_proven_is_worth_nothing_in_another() {
        // Given
        var order = ann("A-1");
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", phone));
        var proven = proves(library, lookUp, codeOf(lookUp));

        // When
        var eve = sees(house.guest(), proven).get("/api/orders/{o}", order);

        // Then
        eve.then().statusCode(404);
    }

    @Test
    void whoever_leaves_sees_no_more() {
        // Given
        ann("A-1");
        var library = house.guest();
        var lookUp = asked(library, Map.of("phone", phone));
        var proven = proves(library, lookUp, codeOf(lookUp));

        // When
        var left = sees(library, proven).delete("/api/guest/access");

        // Then
        left.then().statusCode(204);
        assertThat(left.detailedCookie(SignedAccount.GUESTS_COOKIE).getMaxAge()).isZero();
        sees(library, left).get("/api/me/orders").then().body("orders", hasSize(0));
    }

    @Test
    void one_phone_is_sent_five_codes_an_hour_and_whoever_asks_learns_nothing_of_it() throws Exception {
        // Given
        ann("A-1");

        // When
        List<Response> asked = atOnce(Collections.nCopies(8, () -> asks(house.guest(), Map.of("phone", phone))));

        // Then
        assertThat(asked).extracting(Response::statusCode).containsOnly(202);
        assertThat(asked.stream()
                        .map(answer -> opened(broker.awaitCode(answer.path("id"))))
                        .filter(code -> !code.equals(CodeIssued.NOBODY)))
                .hasSize(5);
    }

    @Test
    void one_address_cannot_have_codes_sent_to_many_people() {
        // Given
        ann("A-1");
        house.run("""
            insert into guest_look_up (id, subject, phone_index, address_index, code_hash, until)
            select uuidv7(), 'eve', 'someone ' || n, address_index, '', now()
              from guest_look_up, generate_series(1, 60) as n
             where id = '%s'
            """.formatted(asked(house.guest(), Map.of("phone", "0101111111"))));

        // When
        var lookUp = asked(house.guest(), Map.of("phone", phone));

        // Then
        assertThat(opened(broker.awaitCode(lookUp))).isEqualTo(CodeIssued.NOBODY);
    }

    @Test
    void asking_twice_with_one_key_sends_one_code() {
        // Given
        ann("A-1");
        var library = house.guest();
        var key = BoxOffice.newKey();
        String first = asks(library, key, Map.of("phone", phone)).path("id");

        // When
        var again = asks(library, key, Map.of("phone", phone));

        // Then
        again.then().statusCode(202).body("id", equalTo(first));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7K3M-Q2XV-9B", "x", "🎫", "' or 1=1 --"})
    void what_can_be_no_booking_number_is_said_to_be_none(String booking) {
        // Given
        var someone = house.guest();

        // When
        var answer = asks(someone, Map.of("phone", phone, "booking", booking));

        // Then
        answer.then().statusCode(400).body("faults[0].field", equalTo("booking"));
    }

    /// Somebody without an account has bought a seat.
    private String ann(String seat) {
        return house.guest().buys(house.openSale(), reached("ann@example.org"), seat);
    }

    private Map<String, Object> reached(String email) {
        return Map.of("recipient", Map.of("name", "Ann", "phone", phone, "email", email));
    }

    private static String freshPhone() {
        return "010" + ThreadLocalRandom.current().nextInt(10_000_000, 99_999_999);
    }

    private static String freshAddress() {
        var random = ThreadLocalRandom.current();
        return "198.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private static String written(String phone) {
        return phone.substring(0, 3) + "-" + phone.substring(3, 7) + "-" + phone.substring(7);
    }

    private String asked(Buyer who, Map<String, Object> what) {
        return asks(who, what).then().statusCode(202).extract().path("id");
    }

    private Response asks(Buyer who, Map<String, Object> what) {
        return asks(who, BoxOffice.newKey(), what);
    }

    private Response asks(Buyer who, String key, Map<String, Object> what) {
        return who.asks()
                .header(IdempotentRequests.HEADER, key)
                .header("X-Forwarded-For", elsewhere)
                .body(what)
                .post("/api/guest/look-ups");
    }

    private static Response proves(Buyer who, String lookUp, String code) {
        return who.asks().body(Map.of("code", code)).post("/api/guest/look-ups/{l}/code", lookUp);
    }

    private static RequestSpecification sees(Buyer who, Response proven) {
        return who.asks().cookie(SignedAccount.GUESTS_COOKIE, proven.cookie(SignedAccount.GUESTS_COOKIE));
    }

    private String codeOf(String lookUp) {
        return opened(broker.awaitCode(lookUp));
    }

    private String opened(CodeIssued issued) {
        return new SecretSeal(contactsKey, CodeIssued.PURPOSE)
                .open(issued.lookUp().value(), issued.sealed());
    }

    private static <T> List<T> atOnce(List<Callable<T>> actions) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = threads.invokeAll(actions);
            return results.stream()
                    .map(one -> {
                        try {
                            return one.get();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .toList();
        }
    }
}
