package io.holdfast.ticketing.repayment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.personal.RefundAccount;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@HouseTest
class RefundAccountTest {

    private static final Map<String, String> ACCOUNT = Map.of("bank", "88", "number", "110-123-456789", "holder", "이앤");
    private static final Map<String, String> OTHER = Map.of("bank", "06", "number", "220123456789", "holder", "이앤");

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Repayments repayments;

    @Inject
    DataSource database;

    @ConfigProperty(name = "holdfast.contacts.key")
    String key;

    private record Owing(Buyer buyer, OrderCancelled fact) {

        Response gives(Map<String, String> account) {
            return buyer.asks()
                    .body(account)
                    .put(
                            "/api/orders/{o}/refunds/{r}/account",
                            fact.order().toString(),
                            fact.repayment().refund().toString());
        }

        Response looks() {
            return buyer.asks().get("/api/orders/{o}", fact.order().toString());
        }
    }

    @Test
    void an_order_says_when_a_refund_that_a_cap_holds_back_is_expected_to_go_out() {
        // Given
        var ann = owing();
        var now = Instant.now();
        var tomorrow = Instant.parse("2030-01-02T00:00:00Z");

        // When
        hear(delayed(ann, tomorrow, now));
        hear(delayed(ann, Instant.parse("2030-01-01T00:00:00Z"), now.minusSeconds(60)));

        // Then
        ann.looks()
                .then()
                .body("cancellations[0].refund.expectedAt", equalTo(tomorrow.toString()))
                .body("cancellations[0].refund.accountNeeded", equalTo(false))
                .body("cancellations[0].fee.amount", equalTo(0));
    }

    @Test
    void an_order_says_that_an_account_is_needed_until_it_is_given() {
        // Given
        var ann = owing();
        ann.looks().then().body("cancellations[0].refund.accountNeeded", equalTo(false));
        hear(needed(ann, Instant.now()));
        ann.looks().then().body("cancellations[0].refund.accountNeeded", equalTo(true));

        // When
        ann.gives(ACCOUNT).then().statusCode(204);

        // Then
        ann.looks()
                .then()
                .body("cancellations[0].refund.accountNeeded", equalTo(false))
                .body("cancellations[0].refund.expectedAt", nullValue());
        var told = broker.awaitSales(RefundAccountGiven.class, event -> event.order()
                .equals(ann.fact().order()));
        assertThat(told.refund()).isEqualTo(ann.fact().repayment().refund());
        assertThat(new Seal(key).openAccount(ann.fact().customer(), told.sealed()))
                .isEqualTo(new RefundAccount("88", "110123456789", "이앤"));
        assertThat(told.toString()).doesNotContain("110123456789").doesNotContain("이앤");
        String row = Sql.of("select cancellation::text as row from cancellation where refund_id = :refund")
                .with("refund", told.refund())
                .one(database, found -> found.text("row"));
        assertThat(row).doesNotContain("110123456789").doesNotContain("이앤");
    }

    @Test
    void the_same_account_given_again_is_told_once_and_another_is_refused() {
        // Given
        var ann = owing();
        hear(needed(ann, Instant.now()));
        ann.gives(ACCOUNT).then().statusCode(204);

        // When
        var again = ann.gives(ACCOUNT);
        var other = ann.gives(OTHER);

        // Then
        again.then().statusCode(204);
        other.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:refund-account-not-needed"));
        await().during(Duration.ofSeconds(1)).until(() -> told(ann) == 1);
    }

    @Test
    void two_accounts_given_at_once_are_one() throws Exception {
        // Given
        var ann = owing();
        hear(needed(ann, Instant.now()));

        // When
        var start = new CountDownLatch(1);
        List<Integer> answers;
        try (var threads = Executors.newFixedThreadPool(2)) {
            var calls = List.<Callable<Integer>>of(() -> ann.gives(ACCOUNT).statusCode(), () -> ann.gives(OTHER)
                    .statusCode());
            var begun = calls.stream()
                    .map(call -> threads.submit(() -> {
                        start.await();
                        return call.call();
                    }))
                    .toList();
            start.countDown();
            answers = List.of(begun.get(0).get(), begun.get(1).get());
        }

        // Then
        assertThat(answers).containsExactlyInAnyOrder(204, 409);
        await().during(Duration.ofSeconds(1)).until(() -> told(ann) == 1);
    }

    @Test
    void what_the_gateway_refused_is_asked_for_again_and_what_is_heard_twice_is_not() {
        // Given
        var ann = owing();
        var first = Instant.now();
        hear(needed(ann, first));
        ann.gives(ACCOUNT);
        hear(needed(ann, first));
        ann.looks().then().body("cancellations[0].refund.accountNeeded", equalTo(false));

        // When
        hear(needed(ann, first.plusSeconds(60)));

        // Then
        ann.looks().then().body("cancellations[0].refund.accountNeeded", equalTo(true));
        ann.gives(OTHER).then().statusCode(204);
    }

    @Test
    void nobody_names_an_account_for_somebody_elses_refund() {
        // Given
        var ann = owing();
        hear(needed(ann, Instant.now()));
        var bob = new Owing(house.member(), ann.fact());

        // When
        var answer = bob.gives(ACCOUNT);

        // Then
        answer.then().statusCode(404).body("type", equalTo("urn:holdfast:problem:not-found"));
        ann.looks().then().body("cancellations[0].refund.accountNeeded", equalTo(true));
    }

    @Test
    void an_account_that_nobody_asked_for_is_refused() {
        owing().gives(ACCOUNT)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:refund-account-not-needed"));
    }

    @ParameterizedTest
    @CsvSource({"99, 110123456789, 이앤", "8, 110123456789, 이앤", "88, 1, 이앤", "88, eleven, 이앤", "88, 110123456789, ' '"})
    void nonsense_is_no_account(String bank, String number, String holder) {
        // Given
        var ann = owing();
        hear(needed(ann, Instant.now()));

        // When
        var answer = ann.gives(Map.of("bank", bank, "number", number, "holder", holder));

        // Then
        answer.then().statusCode(400).body("type", equalTo("urn:holdfast:problem:invalid-request"));
        assertThat(answer.asString()).doesNotContain("110123456789").doesNotContain("이앤");
    }

    private Owing owing() {
        var ann = house.member();
        var order = ann.buys(house.openSale(), "A-1");
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
        return new Owing(ann, broker.awaitSales(OrderCancelled.class, event -> event.order()
                .toString()
                .equals(order)));
    }

    private void hear(Event event) {
        QuarkusTransaction.requiringNew().run(() -> repayments.hear(event));
    }

    private static RefundDelayed delayed(Owing who, Instant expected, Instant at) {
        return new RefundDelayed(who.fact().repayment().refund(), who.fact().order(), expected, at);
    }

    private static RefundAccountNeeded needed(Owing who, Instant at) {
        var fact = who.fact();
        return new RefundAccountNeeded(
                fact.repayment().refund(),
                fact.order(),
                fact.repayment().payment(),
                fact.performance(),
                fact.customer(),
                fact.repayment().amount(),
                at);
    }

    private int told(Owing who) {
        return broker.sales(RefundAccountGiven.class, event -> event.order()
                        .equals(who.fact().order()))
                .size();
    }
}
