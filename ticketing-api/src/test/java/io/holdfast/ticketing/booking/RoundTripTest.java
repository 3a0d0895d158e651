package io.holdfast.ticketing.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// How often a booking waits for the database. On a busy evening the waits are what a call costs.
@HouseTest
@TestProfile(RoundTripTest.Counted.class)
class RoundTripTest {

    public static class Counted implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.datasource.jdbc.driver", CountingDriver.class.getName());
        }
    }

    @Inject
    BoxOffice house;

    @Test
    void an_order_is_made_in_six_round_trips_and_one_transaction() {
        var on = house.openSale();
        var ann = house.guest();
        ann.ordered(ann.held(on, "A-1"));

        var order = ann.orders(ann.held(on, "A-2", "A-3"));

        assertThat(order.statusCode()).isEqualTo(201);
        assertThat(roundTrips(order)).isBetween(2, 6);
    }

    @Test
    void an_answer_given_before_is_found_in_two() {
        var on = house.openSale();
        var ann = house.guest();
        var hold = ann.held(on, "A-1");
        var key = BoxOffice.newKey();
        ann.orders(key, hold, Map.of());

        var again = ann.orders(key, hold, Map.of());

        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(roundTrips(again)).isBetween(1, 2);
    }

    /// A connection that is opened just then, or a sale whose state was last looked at a second ago, costs one more.
    @Test
    void looking_costs_one() {
        // Given
        var on = house.openSale();
        var ann = house.guest();
        var order = ann.buys(on, "A-1", "A-2");
        String ticket = ann.sees(order).path("tickets[0].id");
        var hold = ann.held(on, "A-3");

        // When
        var seen = severalTimes(() -> ann.sees(order));
        var all = severalTimes(() -> ann.asks().get("/api/me/orders"));
        var one = severalTimes(() -> ann.asks().get("/api/tickets/{t}", ticket));
        var quoted = severalTimes(() -> quote(ann, hold));

        // Then
        assertThat(List.of(seen, all, one, quoted))
                .allSatisfy(costs -> assertThat(costs).contains(1).allMatch(count -> count <= 2));
    }

    private static List<Integer> severalTimes(Supplier<Response> question) {
        return Stream.generate(question).limit(5).map(RoundTripTest::roundTrips).toList();
    }

    /// Once a second somebody who asks finds out how the sale stands, which costs that one more.
    @Test
    void looking_at_the_terms_costs_one_and_giving_tickets_back_ten() {
        // Given
        var on = house.openSale();
        var orders = Stream.of("A-1", "A-2", "A-3")
                .map(seat -> {
                    var ann = house.guest();
                    return new Bought(ann, ann.buys(on, seat));
                })
                .toList();

        // When
        var quoted = orders.stream().map(RoundTripTest::terms).toList();
        var cancelled = orders.stream().map(RoundTripTest::givesBack).toList();

        // Then
        assertThat(cancelled).extracting(Response::statusCode).containsOnly(201);
        assertThat(quoted).extracting(RoundTripTest::roundTrips).contains(1);
        assertThat(cancelled).extracting(RoundTripTest::roundTrips).contains(10).allMatch(count -> count <= 11);
    }

    private record Bought(Buyer who, String order) {}

    private static Response terms(Bought bought) {
        return bought.who().asks().get("/api/orders/{o}/cancellation-quote", bought.order());
    }

    private static Response givesBack(Bought bought) {
        return bought.who()
                .asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", terms(bought).path("quote")))
                .post("/api/orders/{o}/cancellations", bought.order());
    }

    private static Response quote(Buyer ann, String hold) {
        return ann.asks().body(Map.of("hold", hold)).post("/api/orders/quote");
    }

    private static int roundTrips(Response response) {
        return Integer.parseInt(response.header(RoundTripHeader.NAME));
    }
}
