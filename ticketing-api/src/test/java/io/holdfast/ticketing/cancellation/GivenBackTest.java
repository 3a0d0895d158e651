package io.holdfast.ticketing.cancellation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is bought and however it is given back, the money adds up.
@HouseTest
class GivenBackTest {

    private static final List<String> SEATS = List.of("A-1", "A-2", "B-1", "B-2");

    @Inject
    BoxOffice house;

    @Inject
    DataSource database;

    @Test
    void fees_and_delivery_come_back_with_the_last_ticket_while_nothing_is_kept() {
        // Given
        var on = priced(Duration.ofDays(30));
        var ann = house.guest();
        var order = bought(ann, on, List.of("A-1", "B-1"), null);

        // When
        var first = gaveBack(ann, order, List.of(tickets(ann, order).getFirst()));
        var last = gaveBack(ann, order, tickets(ann, order).subList(1, 2));

        // Then
        assertThat(first).isEqualTo(140_000 + 1_000);
        assertThat(last).isEqualTo(110_000 + 1_000 + 3_500);
        requireBalanced(on, order);
    }

    @Test
    void as_soon_as_anything_is_kept_fees_and_delivery_are() {
        var on = priced(Duration.ofDays(5));
        var ann = house.guest();
        var order = bought(ann, on, List.of("A-1"), null);

        var back = gaveBack(ann, order, tickets(ann, order));

        assertThat(back).isEqualTo(98_000);
        requireBalanced(on, order);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void nobody_gets_back_more_than_they_paid_and_the_books_agree(int seed) {
        // Given
        var random = new Random(seed);
        var on = priced(Duration.ofDays(List.of(30, 5, 2).get(random.nextInt(3))));
        var ann = house.guest();
        var seats = SEATS.subList(0, 1 + random.nextInt(4));
        var order = bought(ann, on, seats, random.nextBoolean() ? code(on, 1 + random.nextInt(300_000)) : null);
        long paid = number("select amount as n from orders where id = :order", order);

        // When
        var left = new ArrayList<>(tickets(ann, order));
        Collections.shuffle(left, random);
        var back = 0L;
        while (!left.isEmpty()) {
            var some = List.copyOf(left.subList(0, 1 + random.nextInt(left.size())));
            back += gaveBack(ann, order, some);
            left.removeAll(some);
        }

        // Then
        assertThat(back).isBetween(0L, paid);
        ann.sees(order).then().body("state", equalTo("CANCELLED"));
        assertThat(number("select owed as n from orders where id = :order", order))
                .isEqualTo(back);
        requireBalanced(on, order);
    }

    private void requireBalanced(OnSale on, String order) {
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
        assertThat(number("select coalesce(sum(amount), 0) as n from ledger_entry where order_id = :order", order))
                .isZero();
    }

    private OnSale priced(Duration startsIn) {
        var on = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), startsIn);
        house.staff()
                .body(Map.of(
                        "types", List.of(Map.of("type", "YOUTH", "percentOff", 33)),
                        "serviceFee", BoxOffice.won(1_000),
                        "postFee", BoxOffice.won(3_500)))
                .put("/api/organiser/shows/{s}/prices", on.show())
                .then()
                .statusCode(200);
        return on;
    }

    private String code(OnSale on, long amount) {
        return house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "name", "Thanks",
                        "show", on.show(),
                        "amount", BoxOffice.won(amount),
                        "until", Instant.now().plus(Duration.ofDays(9)).toString(),
                        "codes", 1))
                .post("/api/organiser/coupons")
                .then()
                .statusCode(201)
                .extract()
                .path("coupons[0].code");
    }

    private static String bought(Buyer ann, OnSale on, List<String> seats, String coupon) {
        var order = ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "hold",
                        ann.held(on, seats.toArray(String[]::new)),
                        "recipient",
                        Map.of(
                                "name", "Ann",
                                "phone", "010-1234-5678",
                                "email", "ann@example.org",
                                "address", "Sejong-daero 110"),
                        "delivery",
                        "POST",
                        "coupon",
                        coupon == null ? "" : coupon))
                .post("/api/orders")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        ann.confirms(ann.atTheGateway(order.getString("id"), order.getLong("total.amount"), "approve"))
                .then()
                .body("state", equalTo("CAPTURED"));
        return order.getString("id");
    }

    private static List<String> tickets(Buyer ann, String order) {
        return ann.sees(order).jsonPath().getList("tickets.id");
    }

    private static long gaveBack(Buyer ann, String order, List<String> tickets) {
        String quote = ann.asks()
                .queryParam("tickets", String.join(",", tickets))
                .get("/api/orders/{o}/cancellation-quote", order)
                .then()
                .statusCode(200)
                .extract()
                .path("quote");
        var done = ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("tickets", tickets, "quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        return done.get("refund") == null ? 0 : done.getLong("refund.amount.amount");
    }

    private long number(String query, String order) {
        return Sql.of(query).with("order", UUID.fromString(order)).one(database, row -> row.large("n"));
    }
}
