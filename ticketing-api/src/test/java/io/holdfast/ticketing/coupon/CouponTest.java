package io.holdfast.ticketing.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@HouseTest
class CouponTest {

    @Inject
    BoxOffice house;

    @Inject
    Coupons coupons;

    @Inject
    DataSource database;

    @Test
    void a_code_takes_its_amount_off_an_order() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var ann = house.guest();

        // When
        var order = ann.orders(ann.held(on, "A-1", "B-1"), code.toLowerCase());

        // Then
        order.then()
                .statusCode(201)
                .body("coupon.amount", equalTo(10_000))
                .body("lines.couponDiscount.amount", contains(5_600, 4_400))
                .body("total.amount", equalTo(240_000));
    }

    @Test
    void what_a_coupon_paid_stands_in_the_ledger_from_its_issue_on() {
        // Given
        var on = house.openSale();
        var issue = issue(on, Map.of("amount", BoxOffice.won(10_000), "codes", 2));
        var ann = house.guest();
        String order =
                ann.orders(ann.held(on, "A-1"), issue.path("coupons[0].code")).path("id");

        // When
        ann.confirms(ann.atTheGateway(order, 130_000, "approve")).then().body("state", equalTo("CAPTURED"));

        // Then
        assertThat(account("coupons", issue.path("id"), order)).isEqualTo(20_000);
        assertThat(account("coupons:open", issue.path("id"), order)).isEqualTo(-10_000);
        assertThat(account("sales:" + on.performance(), issue.path("id"), order))
                .isEqualTo(-140_000);
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
    }

    @Test
    void of_64_orders_with_one_coupon_at_once_one_has_it() throws Exception {
        // Given
        var on = house.openSale(roomy(), Duration.ofDays(30));
        var code = code(on);
        List<Callable<Response>> orders = new ArrayList<>();
        for (var i = 0; i < 40; i++) {
            var ann = house.guest();
            var hold = ann.held(on, "%s-%d".formatted("ABCD".charAt(i / 10), i % 10 + 1));
            orders.add(() -> ann.orders(hold, code));
            if (i < 24) {
                orders.add(() -> ann.orders(hold, code));
            }
        }

        // When
        var answers = new ArrayList<Response>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : threads.invokeAll(orders)) {
                answers.add(answer.get());
            }
        }

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(201, 409);
        assertThat(answers.stream()
                        .filter(answer -> answer.statusCode() == 201)
                        .map(answer -> answer.<String>path("id"))
                        .distinct())
                .hasSize(1);
        assertThat(number("select count(*) as n from orders where coupon_id is not null and performance_id = '%s'"
                        .formatted(on.performance())))
                .isEqualTo(1);
    }

    @Test
    void an_order_that_lapses_gives_its_coupon_back() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        ann.orders(hold, code).then().statusCode(201);

        // When
        ann.asks().delete("/api/holds/{h}", hold).then().statusCode(204);

        // Then
        var bob = house.guest();
        var other = bob.held(on, "A-2");
        await().untilAsserted(() -> bob.orders(other, code).then().statusCode(201));
    }

    @Test
    void an_order_given_back_free_of_charge_gives_its_coupon_back() {
        // Given
        var on = house.openSale();
        var code = code(on);
        var ann = house.guest();
        var order = bought(ann, on, code, 130_000, "A-1");

        // When
        gaveBack(ann, order).then().statusCode(201).body("refund.amount.amount", equalTo(130_000));

        // Then
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
        var bob = house.guest();
        bob.orders(bob.held(on, "B-1"), code).then().statusCode(201);
    }

    @Test
    void an_order_given_back_at_a_fee_has_used_its_coupon() {
        // Given
        var on = house.openSale(BoxOffice.sale(Duration.ofMinutes(-1)), Duration.ofDays(5));
        var code = code(on);
        var ann = house.guest();
        var order = bought(ann, on, code, 130_000, "A-1");

        // When
        gaveBack(ann, order).then().statusCode(201).body("fee.amount", equalTo(39_000));

        // Then
        assertThat(house.numbers(on)).containsEntry("ledgerBalanced", true);
        var bob = house.guest();
        bob.orders(bob.held(on, "B-1"), code)
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:coupon-not-usable"))
                .body("reason", equalTo("USED"));
    }

    @Test
    void what_nobody_used_in_time_is_promised_no_longer() {
        // Given
        var on = house.openSale();
        var issue = issue(on, Map.of("amount", BoxOffice.won(10_000), "codes", 3));
        String code = issue.path("coupons[0].code");
        house.run("update coupon set until = now() - interval '1 second' where issue_id = '%s'"
                .formatted(issue.<String>path("id")));

        // When
        coupons.expire();

        // Then
        assertThat(account("coupons:open", issue.path("id"), null)).isZero();
        assertThat(account("coupons", issue.path("id"), null)).isZero();
        var ann = house.guest();
        ann.orders(ann.held(on, "A-1"), code).then().statusCode(409).body("reason", equalTo("EXPIRED"));
    }

    @Test
    void a_coupon_of_ones_own_is_nobody_elses() {
        // Given
        var on = house.openSale();
        var ann = house.member();
        var bob = house.member();
        issue(
                on,
                Map.of(
                        "amount",
                        BoxOffice.won(10_000),
                        "customers",
                        List.of(ann.customer().toString())));
        String mine = ann.asks()
                .get("/api/me/coupons")
                .then()
                .body("coupons", hasSize(1))
                .extract()
                .path("coupons[0].id");

        // When
        var bobs = bob.orders(bob.held(on, "A-1"), mine);
        var anns = ann.orders(ann.held(on, "A-2"), mine);

        // Then
        bobs.then().statusCode(409).body("reason", equalTo("UNKNOWN"));
        anns.then().statusCode(201).body("total.amount", equalTo(130_000));
        ann.asks().get("/api/me/coupons").then().body("coupons[0].state", equalTo("USED"));
    }

    @Test
    void a_coupon_for_another_show_or_below_its_minimum_is_refused() {
        var on = house.openSale();
        var other = code(house.openSale());
        String dear = issue(on, Map.of("amount", BoxOffice.won(10_000), "minimum", BoxOffice.won(140_001), "codes", 1))
                .path("coupons[0].code");
        var ann = house.guest();
        var hold = ann.held(on, "A-1");

        ann.orders(hold, other).then().statusCode(409).body("reason", equalTo("OTHER_SHOW"));
        ann.orders(hold, dear).then().statusCode(409).body("reason", equalTo("BELOW_MINIMUM"));
        ann.orders(hold, "no such code").then().statusCode(409).body("reason", equalTo("UNKNOWN"));
    }

    @Test
    void codes_can_be_read_out() {
        issue(house.openSale(), Map.of("percentOff", 10, "most", BoxOffice.won(20_000), "codes", 1))
                .then()
                .body("coupons[0].code", matchesPattern("([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}"));
    }

    @Test
    void an_organiser_sees_how_their_coupons_are_used() {
        var on = house.openSale();
        var issue = issue(on, Map.of("amount", BoxOffice.won(10_000), "codes", 2));
        var ann = house.guest();
        ann.orders(ann.held(on, "A-1"), issue.path("coupons[0].code")).then().statusCode(201);

        house.staff()
                .get("/api/organiser/coupons")
                .then()
                .statusCode(200)
                .body("issues.find { it.id == '%s' }.used".formatted(issue.<String>path("id")), equalTo(1));
        house.staff()
                .get("/api/organiser/coupons/{i}", issue.<String>path("id"))
                .then()
                .body("coupons", hasSize(2));
    }

    @Test
    @TestSecurity(user = "otto", roles = "operations")
    void the_house_issues_coupons_for_every_show() {
        issue(null, Map.of("amount", BoxOffice.won(1_000), "codes", 1)).then().statusCode(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"name\":\"x\",\"until\":\"2027-01-01T00:00:00Z\",\"codes\":1}",
                "{\"name\":\"x\",\"until\":\"2027-01-01T00:00:00Z\",\"codes\":1,\"percentOff\":10}",
                "{\"name\":\"x\",\"until\":\"2027-01-01T00:00:00Z\",\"amount\":{\"amount\":1,\"currency\":\"KRW\"}}",
                "{\"name\":\"x\",\"until\":\"2020-01-01T00:00:00Z\",\"codes\":1,\"amount\":{\"amount\":1,\"currency\":\"KRW\"}}",
                "{\"name\":\"x\",\"until\":\"+1000000000-12-31T23:59:59Z\",\"codes\":1,\"amount\":{\"amount\":1,\"currency\":\"KRW\"}}",
                "{\"name\":\"x\",\"until\":\"2027-01-01T00:00:00Z\",\"codes\":1,\"amount\":{\"amount\":0,\"currency\":\"KRW\"}}"
            })
    void coupons_that_make_no_sense_are_refused(String body) {
        house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/organiser/coupons")
                .then()
                .statusCode(400);
    }

    private static Map<String, Object> roomy() {
        return BoxOffice.sale(Duration.ofMinutes(-1));
    }

    private String code(OnSale on) {
        return issue(on, Map.of("amount", BoxOffice.won(10_000), "codes", 1)).path("coupons[0].code");
    }

    private Response issue(OnSale on, Map<String, Object> wish) {
        Map<String, Object> body = new HashMap<>(wish);
        body.put("name", "A small thank-you");
        body.put("until", Instant.now().plus(Duration.ofDays(90)).toString());
        if (on != null) {
            body.put("show", on.show());
        }
        var answer = house.staff()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(body)
                .post("/api/organiser/coupons");
        answer.then().statusCode(201);
        return answer;
    }

    private static String bought(Buyer ann, OnSale on, String code, long amount, String... seats) {
        String order = ann.orders(ann.held(on, seats), code).path("id");
        ann.confirms(ann.atTheGateway(order, amount, "approve")).then().body("state", equalTo("CAPTURED"));
        return order;
    }

    private static Response gaveBack(Buyer ann, String order) {
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        return ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order);
    }

    private long account(String account, String issue, String order) {
        return Sql.of("""
                select coalesce(sum(amount), 0) as n from ledger_entry
                 where account = :account
                   and (about = cast(:issue as uuid) or order_id = cast(:order as uuid))
                """)
                .with("account", account)
                .with("issue", issue)
                .with("order", order)
                .one(database, row -> row.large("n"));
    }

    private long number(String query) {
        return Sql.of(query).one(database, row -> row.large("n"));
    }
}
