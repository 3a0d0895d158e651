package io.holdfast.ticketing.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.show.Catalogue;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@HouseTest
class CancellationTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Catalogue catalogue;

    @Test
    void the_quote_says_what_comes_back_and_when_that_changes() {
        var on = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(5));
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1");

        var quote = ann.asks().get("/api/orders/{o}/cancellation-quote", order);

        quote.then()
                .statusCode(200)
                .body("step", equalTo("T-3"))
                .body("percent", equalTo(30))
                .body("gross.amount", equalTo(250_000))
                .body("fee.amount", equalTo(75_000))
                .body("refund.amount", equalTo(175_000))
                .body("nextStep.percent", equalTo(50));
    }

    @Test
    void giving_an_order_back_frees_its_seats_and_owes_the_refund() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "A-2");

        // When
        var answer = cancels(ann, order, null);

        // Then
        answer.then()
                .statusCode(201)
                .body("refund.amount.amount", equalTo(280_000))
                .body("refund.state", equalTo("REQUESTED"));
        ann.sees(order).then().body("state", equalTo("CANCELLED"));
        assertThat(house.numbers(on))
                .containsEntry("sold", 0)
                .containsEntry("released", 2)
                .containsEntry("ledgerBalanced", true);
        var cancelled = broker.awaitSales(
                OrderCancelled.class, event -> event.order().toString().equals(order));
        assertThat(cancelled.repayment().amount().amount()).isEqualTo(280_000);
        var released = broker.awaitSales(
                SeatsReleased.class, event -> event.performance().toString().equals(on.performance()));
        assertThat(released.seats()).hasSize(2);
    }

    @Test
    void one_ticket_of_two_can_be_given_back() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1");
        String cheap = ann.sees(order).jsonPath().getString("tickets.find { it.grade == 'S' }.id");

        // When
        var answer = cancels(ann, order, List.of(cheap));

        // Then
        answer.then().statusCode(201).body("refund.amount.amount", equalTo(110_000));
        ann.sees(order)
                .then()
                .body("state", equalTo("PARTLY_CANCELLED"))
                .body("tickets.findAll { it.state == 'VALID' }", hasSize(1));
    }

    @Test
    void of_ten_cancellations_at_once_one_counts() throws Exception {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 10; i++) {
                threads.submit(() -> cancel(ann, order, null, quote));
            }
        }

        ann.sees(order).then().body("cancellations", hasSize(1));
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true).containsEntry("released", 1);
    }

    @Test
    void every_ticket_given_back_at_once_on_its_own_leaves_nothing_of_the_order() throws Exception {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1", "B-2", "B-3");
        List<String> tickets = ann.sees(order).path("tickets.id");

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var ticket : tickets) {
                threads.submit(() -> cancels(ann, order, List.of(ticket)));
            }
        }

        ann.sees(order).then().body("state", equalTo("CANCELLED")).body("cancellations", hasSize(4));
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true).containsEntry("released", 4);
    }

    @Test
    void terms_nobody_offered_are_refused() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");

        var answer = cancel(ann, order, null, "made-up");

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:cancellation-quote-changed"));
        ann.sees(order).then().body("state", equalTo("PAID"));
    }

    @Test
    void an_order_that_is_not_paid_cannot_be_given_back() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.ordered(ann.held(on, "A-1"));

        var answer = ann.asks().get("/api/orders/{o}/cancellation-quote", order);

        answer.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:order-not-cancellable"));
    }

    @Test
    void seats_nobody_waits_for_are_on_sale_at_once() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        cancels(ann, ann.buys(on, "A-1"), null).then().statusCode(201);
        var released = broker.awaitSales(
                SeatsReleased.class, event -> event.performance().toString().equals(on.performance()));

        // When
        broker.tell(new SeatsUnwanted(
                released.performance(),
                released.release(),
                List.of(released.seats().getFirst().seat())));

        // Then
        await().untilAsserted(() -> assertThat(house.numbers(on)).containsEntry("released", 0));
        house.guest().holds(on, "A-1").then().statusCode(201);
    }

    @Test
    void a_waitlist_that_does_not_answer_delays_a_seat_and_never_buries_it() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        cancels(ann, ann.buys(on, "A-1"), null).then().statusCode(201);
        house.run("update seat set until = now() - interval '1 second' where state = 'RELEASED'");

        // When
        var answer = house.guest().holds(on, "A-1");

        // Then
        answer.then().statusCode(201);
    }

    @Test
    void a_refund_heard_of_twice_is_booked_once() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        cancels(ann, order, null).then().statusCode(201);
        var owed = broker.awaitSales(
                OrderCancelled.class, event -> event.order().toString().equals(order));
        var settled = new RefundSettled(
                owed.repayment().refund(),
                owed.order(),
                owed.repayment().payment(),
                owed.performance(),
                owed.customer(),
                owed.repayment().amount(),
                "cancel-1",
                Instant.now());

        // When
        broker.tell(settled);
        broker.tell(settled);

        // Then
        await().untilAsserted(() -> ann.sees(order).then().body("cancellations[0].refund.state", equalTo("SETTLED")));
        assertThat(house.numbers(on))
                .containsEntry("refunded", BoxOffice.won(140_000))
                .containsEntry("ledgerBalanced", true);
    }

    @Test
    void of_32_who_give_overlapping_tickets_back_at_once_each_ticket_counts_once() throws Exception {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1", "B-2", "B-3");
        List<String> tickets = ann.sees(order).path("tickets.id");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 32; i++) {
                var some = i % 4 == 3 ? null : List.of(tickets.get(i % 4), tickets.get((i + 1) % 4));
                threads.submit(() -> {
                    String quote = quoted(ann, order, some).path("quote");
                    return quote == null ? null : cancel(ann, order, some, quote);
                });
            }
        }

        // Then
        var done = ann.sees(order).then().extract().jsonPath();
        assertThat(done.getString("state")).isIn("CANCELLED", "PARTLY_CANCELLED");
        var cancelled = done.getList("tickets.findAll { it.state == 'CANCELLED' }.price.amount", Integer.class);
        assertThat(cancelled).isNotEmpty();
        assertThat(done.getList("cancellations.refund.amount.amount", Integer.class).stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(cancelled.stream().mapToInt(Integer::intValue).sum());
        assertThat(house.numbers(on))
                .containsEntry("ledgerBalanced", true)
                .containsEntry("released", cancelled.size())
                .containsEntry("sold", 4 - cancelled.size());
    }

    @Test
    void asking_32_times_at_once_under_one_key_gives_back_once() throws Exception {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        var key = BoxOffice.newKey();

        // When
        var running = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 32; i++) {
                running.add(threads.submit(
                        () -> cancel(key, ann, order, null, quote).statusCode()));
            }
        }

        // Then
        var answers = new HashSet<Integer>();
        for (var one : running) {
            answers.add(one.get());
        }
        assertThat(answers).contains(201).isSubsetOf(201, 409);
        cancel(key, ann, order, null, quote)
                .then()
                .statusCode(201)
                .header("Idempotent-Replayed", equalTo("true"))
                .body("refund.amount.amount", equalTo(140_000));
        ann.sees(order).then().body("cancellations", hasSize(1));
    }

    @Test
    void what_was_given_back_cannot_be_given_back_again() {
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        cancel(ann, order, null, quote).then().statusCode(201);

        var again = cancel(ann, order, null, quote);

        again.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:order-not-cancellable"));
        ann.sees(order).then().body("cancellations", hasSize(1));
    }

    @Test
    void from_the_very_moment_it_begins_nothing_can_be_given_back() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");

        // When
        startsAt(on, "clock_timestamp()");

        // Then
        cancel(ann, order, null, quote)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:order-not-cancellable"));
        quoted(ann, order, null)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:order-not-cancellable"));
        ann.sees(order).then().body("state", equalTo("PAID"));
    }

    @Test
    void terms_agreed_to_before_midnight_do_not_hold_after_it() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1");
        var midnight = "date_trunc('day', now() at time zone 'Asia/Seoul') at time zone 'Asia/Seoul'";
        startsAt(on, midnight + " + interval '7 days 23 hours'");
        var before = quoted(ann, order, null);
        before.then().body("step", equalTo("T-7")).body("percent", equalTo(0));

        // When
        // It is a day later than it was.
        startsAt(on, midnight + " + interval '6 days 23 hours'");

        // Then
        cancel(ann, order, null, before.path("quote"))
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:cancellation-quote-changed"))
                .body("quote.step", equalTo("T-3"))
                .body("quote.fee.amount", equalTo(42_000));
    }

    @Test
    void part_of_it_first_and_the_rest_later_comes_to_the_whole() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "B-1");
        String cheap = ann.sees(order).jsonPath().getString("tickets.find { it.grade == 'S' }.id");
        cancels(ann, order, List.of(cheap)).then().statusCode(201);

        // When
        var rest = cancels(ann, order, null);

        // Then
        rest.then().statusCode(201).body("refund.amount.amount", equalTo(140_000));
        ann.sees(order).then().body("state", equalTo("CANCELLED")).body("cancellations", hasSize(2));
    }

    private void startsAt(BoxOffice.OnSale on, String moment) {
        house.run("update performance set starts_at = %s where id = '%s'".formatted(moment, on.performance()));
        house.run(
                "update sale set performances_changed = performances_changed + 1 where id = '%s'".formatted(on.sale()));
        catalogue.forget(SaleId.fromString(on.sale()));
    }

    private static Response quoted(BoxOffice.Buyer ann, String order, List<String> tickets) {
        var query = tickets == null ? "" : "?tickets=" + String.join(",", tickets);
        return ann.asks().get("/api/orders/{o}/cancellation-quote" + query, order);
    }

    private Response cancels(BoxOffice.Buyer ann, String order, List<String> tickets) {
        var query = tickets == null ? "" : "?tickets=" + String.join(",", tickets);
        String quote = ann.asks()
                .get("/api/orders/{o}/cancellation-quote" + query, order)
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
        return cancel(ann, order, tickets, quote);
    }

    private static Response cancel(BoxOffice.Buyer ann, String order, List<String> tickets, String quote) {
        return cancel(BoxOffice.newKey(), ann, order, tickets, quote);
    }

    private static Response cancel(String key, BoxOffice.Buyer ann, String order, List<String> tickets, String quote) {
        Map<String, Object> body = new HashMap<>();
        body.put("tickets", tickets);
        body.put("quote", quote);
        return ann.asks().header("Idempotency-Key", key).body(body).post("/api/orders/{o}/cancellations", order);
    }
}
