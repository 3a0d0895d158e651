package io.holdfast.ticketing.personaldata;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.DatabaseException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.point.Wallets;
import io.holdfast.ticketing.point.Wallets.Reason;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.security.TestSecurity;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@HouseTest
@TestSecurity(
        user = "otto",
        roles = {"operations", "organiser"})
class PersonalDataTest {

    @Inject
    BoxOffice house;

    @Inject
    Wallets wallets;

    @Inject
    DataSource database;

    @Test
    void a_member_takes_everything_home_in_one_file() {
        // Given
        var ann = house.member();
        ann.buys(house.openSale(), "A-1", "A-2");
        gives(ann.customer(), 5_000);

        // When
        var file = ann.asks().get("/api/me/export");

        // Then
        file.then()
                .statusCode(200)
                .header("Content-Disposition", containsString("attachment"))
                .header("Cache-Control", containsString("no-store"))
                .body("customer.contact.email", containsString("@"))
                .body("orders", hasSize(1))
                .body("orders[0].state", equalTo("PAID"))
                .body("orders[0].recipient.name", not(equalTo("")))
                .body("orders[0].tickets", hasSize(2))
                .body("orders[0].payments.state", hasItem("CAPTURED"))
                .body("points.balances[0].amount", equalTo(5_000))
                .body("holds", hasSize(1));
    }

    @Test
    void nobody_takes_home_what_is_somebody_elses() {
        var ann = house.member();
        ann.buys(house.openSale(), "A-1");

        var file = house.member().asks().get("/api/me/export");

        file.then().statusCode(200).body("orders", empty()).body("holds", empty());
        given().get("/api/me/export").then().statusCode(401);
        given().get("/api/me/erasure").then().statusCode(401);
    }

    @Test
    void without_saying_so_nobody_is_forgotten() {
        var ann = house.member();

        ann.asks()
                .body(Map.of("confirmed", false))
                .post("/api/me/erasure")
                .then()
                .statusCode(400);

        assertThat(kind(ann)).isEqualTo("MEMBER");
    }

    @Test
    void who_has_seats_to_come_is_told_so() {
        // Given
        var ann = house.member();
        ann.buys(house.openSale(), "A-1");

        // When
        var answer = erases(ann, null);

        // Then
        answer.then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:erasure-not-yet"))
                .body("obstacles", contains("ORDERS_TO_COME"));
        ann.asks().get("/api/me/erasure").then().body("obstacles", contains("ORDERS_TO_COME"));
        assertThat(kind(ann)).isEqualTo("MEMBER");
    }

    @Test
    void who_has_money_on_its_way_back_is_told_so() {
        // Given
        var ann = house.member();
        var order = past(ann);
        Sql.of("""
                insert into cancellation (id, order_id, refund_id, cause, tickets, step, gross, fee, refund, currency,
                                          refund_state)
                select gen_random_uuid(), id, gen_random_uuid(), 'CUSTOMER', '{}', 'T-3', 0, 0, 0, currency, 'REQUESTED'
                  from orders where id = cast(:order as uuid)
                """).with("order", order).run(database);

        // When
        var answer = erases(ann, null);

        // Then
        answer.then().statusCode(409).body("obstacles", contains("REFUNDS_OPEN"));
    }

    @Test
    void points_are_given_up_only_by_who_has_seen_how_many() {
        // Given
        var ann = house.member();
        gives(ann.customer(), 5_000);

        // When
        var unseen = erases(ann, null);
        var fewer = erases(ann, 4_000L);

        // Then
        unseen.then()
                .statusCode(409)
                .body("obstacles", contains("POINTS_LEFT"))
                .body("points[0].amount", equalTo(5_000));
        fewer.then().statusCode(409);
        erases(ann, 5_000L).then().statusCode(204);
        assertThat(wallets.balance(ann.customer(), "KRW")).isEqualTo(Money.won(0));
        assertThat(
                        house.texts(
                                "select sum(amount)::text as text from ledger_entry where reason = 'POINTS_WAIVED' group by transaction_id"))
                .containsOnly("0");
    }

    @Test
    void of_who_was_forgotten_nothing_says_who_it_was() {
        // Given
        var ann = house.member();
        var order = past(ann);

        // When
        erases(ann, null).then().statusCode(204);

        // Then
        assertThat(kind(ann)).isEqualTo("FORGOTTEN");
        assertThat(house.texts("""
                select concat(contact, phone_index, email_index, login, issuer, tier) as text
                  from customer where id = '%s'
                """.formatted(ann.customer()))).containsExactly("");
        assertThat(ann.asks().get("/api/me/export").<String>path("orders[0].recipient.name"))
                .isEmpty();
        assertThat(house.texts("select state as text from orders where id = '" + order + "'"))
                .containsExactly("PAID");
        assertThat(house.texts("select count(*)::text as text from idempotency_key where subject = 'a:" + ann.customer()
                        + "'"))
                .containsExactly("0");
    }

    @Test
    void asking_again_to_be_forgotten_changes_nothing() {
        var ann = house.member();

        erases(ann, null).then().statusCode(204);
        erases(ann, null).then().statusCode(204);
    }

    @Test
    void a_customer_who_was_forgotten_cannot_be_given_a_contact_again() {
        // Given
        var ann = house.member();
        erases(ann, null).then().statusCode(204);

        // When
        var order = ann.orders(ann.held(house.openSale(), "A-1"));

        // Then
        assertThat(order.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(house.texts(
                        "select coalesce(contact, 'none') as text from customer where id = '" + ann.customer() + "'"))
                .containsExactly("none");
        assertThatThrownBy(() -> house.run("update customer set contact = 'x' where id = '" + ann.customer() + "'"))
                .isInstanceOf(DatabaseException.class);
    }

    /// Either there is an order, and its buyer is known; or there is nobody, and no order to come.
    @Test
    void an_order_made_at_the_same_moment_is_of_somebody_or_is_not_made() throws Exception {
        var on = house.openSale();
        for (var round = 1; round <= 8; round++) {
            // Given
            var ann = house.member();
            var hold = ann.held(on, "B-" + round);

            // When
            var answers = atOnce(List.of(
                    () -> ann.orders(hold).statusCode(), () -> erases(ann, null).statusCode()));

            // Then
            var ordered =
                    house.texts("select id::text as text from orders where customer_id = '" + ann.customer() + "'");
            if (answers.get(1) == 204) {
                assertThat(ordered).isEmpty();
                assertThat(kind(ann)).isEqualTo("FORGOTTEN");
            } else {
                assertThat(ordered).hasSize(1);
                assertThat(kind(ann)).isEqualTo("MEMBER");
            }
        }
    }

    private static List<Integer> atOnce(List<java.util.concurrent.Callable<Integer>> all)
            throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Integer>();
            for (var one : threads.invokeAll(all)) {
                answers.add(one.get());
            }
            return answers;
        }
    }

    /// An order for a performance that is over.
    private String past(Buyer buyer) {
        var on = house.openSale();
        var order = buyer.buys(on, "A-1");
        house.run("update performance set starts_at = now() - interval '2 days' where id = '" + on.performance() + "'");
        return order;
    }

    private Response erases(Buyer buyer, @Nullable Long points) {
        var wish = new HashMap<String, Object>(Map.of("confirmed", true));
        if (points != null) {
            wish.put("waived", List.of(BoxOffice.won(points)));
        }
        return buyer.asks().body(wish).post("/api/me/erasure");
    }

    private String kind(Buyer buyer) {
        return house.texts("select kind as text from customer where id = '" + buyer.customer() + "'")
                .getFirst();
    }

    private void gives(CustomerId customer, long amount) {
        QuarkusTransaction.requiringNew()
                .run(() -> wallets.credit(
                        customer, Money.won(amount), new Reason.Goodwill("otto", "Sorry"), UUID.randomUUID()));
    }
}
