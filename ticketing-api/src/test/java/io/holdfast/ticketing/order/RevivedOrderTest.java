package io.holdfast.ticketing.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.BoxOffice.Paying;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Money that comes for an order that had lapsed, and what has become of the coupon it was made with.
@HouseTest
class RevivedOrderTest {

    @Inject
    BoxOffice house;

    @Inject
    Orders orders;

    @Inject
    DataSource database;

    /// Charged 10,000 less at the gateway, after the hold had lapsed here.
    private record Late(Buyer ann, String order, String hold, Paying paying) {}

    @Test
    void a_coupon_that_is_still_the_orders_stays_so() {
        var on = house.openSale();
        var code = code(on);
        var ann = house.guest();
        var order = ann.orders(ann.held(on, "A-1"), code).<String>path("id");

        var revived = revive(order);

        assertThat(revived).isTrue();
        assertThat(usedBy(code)).isEqualTo(order);
    }

    @Test
    void a_coupon_that_nobody_has_used_meanwhile_is_used_again() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var late = lapsed(house.guest(), on, code, "A-1");

        // When
        tells(late);

        // Then
        late.ann()
                .sees(late.order())
                .then()
                .body("state", equalTo("PAID"))
                .body("tickets", hasSize(1))
                .body("total.amount", equalTo(130_000));
        assertThat(usedBy(code)).isEqualTo(late.order());
        requireBalanced(on);
    }

    @Test
    void a_coupon_that_somebody_else_has_used_sends_the_money_back_and_frees_the_seat() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var late = lapsed(house.guest(), on, code, "A-1");
        var bob = house.guest();
        String other = bob.orders(bob.held(on, "A-2"), code)
                .then()
                .statusCode(201)
                .extract()
                .path("id");

        // When
        tells(late);

        // Then
        requireGivenBack(late);
        assertThat(usedBy(code)).isEqualTo(other);
        bob.confirms(bob.atTheGateway(other, 130_000, "approve")).then().body("state", equalTo("CAPTURED"));
        house.guest().holds(on, "A-1").then().statusCode(201);
        requireBalanced(on);
    }

    @Test
    void a_coupon_that_is_over_sends_the_money_back() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var late = lapsed(house.guest(), on, code, "A-1");
        house.run("update coupon set until = now() - interval '1 second' where code = '%s'".formatted(plain(code)));

        // When
        tells(late);

        // Then
        requireGivenBack(late);
        requireBalanced(on);
    }

    @Test
    void of_two_late_orders_at_once_one_has_the_coupon_and_the_other_its_money() throws Exception {
        for (var n = 0; n < 5; n++) {
            // Given
            var on = house.openSale();
            var code = code(on);
            var one = lapsed(house.guest(), on, code, "A-1");
            var two = lapsed(house.guest(), on, code, "A-2");

            // When
            atOnce(() -> tells(one), () -> tells(two));

            // Then
            var owner = usedBy(code);
            var paid = owner.equals(one.order()) ? one : two;
            paid.ann().sees(paid.order()).then().body("state", equalTo("PAID"));
            requireGivenBack(paid == one ? two : one);
            assertThat(house.numbers(on)).containsEntry("sold", 1);
            requireBalanced(on);
        }
    }

    @Test
    void a_late_order_and_a_new_one_at_once_do_not_share_a_coupon() throws Exception {
        for (var n = 0; n < 5; n++) {
            // Given
            var on = house.openSale();
            var code = code(on);
            var late = lapsed(house.guest(), on, code, "A-1");
            var bob = house.guest();
            var hold = bob.held(on, "A-2");

            // When
            atOnce(() -> tells(late), () -> bob.orders(hold, code).statusCode());

            // Then
            if (usedBy(code).equals(late.order())) {
                late.ann().sees(late.order()).then().body("state", equalTo("PAID"));
                bob.orders(hold, code).then().statusCode(409).body("reason", equalTo("USED"));
            } else {
                requireGivenBack(late);
            }
            requireBalanced(on);
        }
    }

    private Late lapsed(Buyer ann, OnSale on, String code, String seat) {
        var hold = ann.held(on, seat);
        String order = ann.orders(hold, code).then().statusCode(201).extract().path("id");
        var paying = ann.atTheGateway(order, 130_000, "approve");
        house.lapse(hold);
        house.gatewayConfirms(paying.key(), order, 130_000);
        await().untilAsserted(() -> {
            orders.lapse();
            ann.sees(order).then().body("state", equalTo("LAPSED"));
        });
        return new Late(ann, order, hold, paying);
    }

    private int tells(Late late) {
        return house.gatewayTells(late.paying().key(), BoxOffice.newKey())
                .then()
                .statusCode(204)
                .extract()
                .statusCode();
    }

    private boolean revive(String order) {
        return QuarkusTransaction.requiringNew().call(() -> orders.revive(orders.lock(OrderId.fromString(order))));
    }

    private static void requireGivenBack(Late late) {
        late.ann()
                .sees(late.order())
                .then()
                .body("state", equalTo("LAPSED"))
                .body("tickets", hasSize(0))
                .body("payments[0].state", equalTo("LATE"))
                .body("cancellations[0].refund.amount.amount", equalTo(130_000));
    }

    private void requireBalanced(OnSale on) {
        assertThat(house.numbers(on)).containsEntry("soldTwice", 0).containsEntry("ledgerBalanced", true);
    }

    private String code(OnSale on) {
        return house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of(
                        "name", "A small thank-you",
                        "show", on.show(),
                        "amount", BoxOffice.won(10_000),
                        "until", Instant.now().plus(Duration.ofDays(90)).toString(),
                        "codes", 1))
                .post("/api/organiser/coupons")
                .path("coupons[0].code");
    }

    private static String plain(String code) {
        return code.replace("-", "");
    }

    private String usedBy(String code) {
        return Sql.of("select coalesce(cast(order_id as text), 'nobody') as owner from coupon where code = :code")
                .with("code", plain(code))
                .one(database, row -> row.text("owner"));
    }

    private static void atOnce(Callable<Integer> one, Callable<Integer> two) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var done : threads.invokeAll(List.of(one, two))) {
                done.get();
            }
        }
    }
}
