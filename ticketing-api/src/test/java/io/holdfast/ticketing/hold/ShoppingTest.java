package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent.ShoppingEnded;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@HouseTest
class ShoppingTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @AfterEach
    void the_gateway_behaves_again() {
        house.gatewayFaults("{}");
    }

    @Test
    void whoever_leaves_gives_back_the_seats_and_the_room_inside() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.held(on, "A-1", "A-2");

        // When
        ann.leaves(on).then().statusCode(204);

        // Then
        assertThat(house.numbers(on)).containsEntry("available", 40);
        var told = endOf(ann);
        assertThat(told.sale()).hasToString(on.sale());
        assertThat(told.performance()).hasToString(on.performance());
    }

    @Test
    void whoever_leaves_without_having_chosen_gives_back_the_room_inside() {
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);

        ann.leaves(on).then().statusCode(204);

        assertThat(endOf(ann).performance()).isNull();
    }

    @Test
    void leaving_64_times_at_once_is_leaving_once() throws Exception {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.held(on, "A-1");

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<Integer>>();
            for (var i = 0; i < 64; i++) {
                running.add(threads.submit(() -> ann.leaves(on).statusCode()));
            }
            for (var one : running) {
                assertThat(one.get()).isEqualTo(204);
            }
        }

        // Then
        endOf(ann);
        house.guest().admittedTo(on).held(on, "A-1");
        assertThat(endsOf(ann)).hasSize(1);
    }

    @Test
    void after_leaving_a_pass_holds_no_more_seats() {
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.leaves(on);

        var answer = ann.holds(on, "A-1");

        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-expired"));
    }

    @Test
    void after_buying_a_pass_holds_no_more_seats() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.buys(on, "A-1");

        // When
        var answer = ann.holds(on, "A-2");

        // Then
        answer.then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-expired"));
    }

    @Test
    void whoever_has_bought_is_told_of_by_the_tickets_alone() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.buys(on, "A-1");

        // When
        ann.leaves(on).then().statusCode(204);

        // Then
        var bob = house.guest().admittedTo(on);
        bob.leaves(on);
        endOf(bob);
        assertThat(broker.sales(
                        TicketsIssued.class,
                        issued -> issued.performance().toString().equals(on.performance())))
                .hasSize(1);
        assertThat(endsOf(ann)).isEmpty();
    }

    @Test
    void seats_held_in_another_window_may_still_be_bought() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        var other = ann.held(on, "B-1");
        ann.buys(on, "A-1");

        // When
        var paid = ann.confirms(ann.atTheGateway(ann.ordered(other), 110_000, "approve"));

        // Then
        paid.then().body("state", equalTo("CAPTURED"));
    }

    @Test
    void leaving_while_a_payment_is_in_flight_counts_once_its_outcome_is_known() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        var paying = ann.atTheGateway(ann.ordered(ann.held(on, "A-1")), 140_000, "approve");
        house.gatewayFaults("{\"confirm\":{\"mode\":\"ERROR_500\"}}");
        ann.confirms(paying).then().body("state", equalTo("PENDING"));

        // When
        ann.leaves(on).then().statusCode(204);

        // Then
        assertThat(house.numbers(on)).containsEntry("paying", 1);
        assertThat(endsOf(ann)).isEmpty();
        house.gatewayFaults("{\"confirm\":{\"mode\":\"DECLINE\"}}");
        house.run("update payment set next_ask_at = now() where state = 'UNKNOWN'");
        endOf(ann);
        assertThat(house.numbers(on)).containsEntry("available", 40);
    }

    @Test
    void leaving_with_somebody_elses_pass_changes_nothing() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.held(on, "A-1");

        // When
        var bob = house.guest().withPass(on, ann.subject().value(), Instant.now(), Duration.ofMinutes(10));

        // Then
        bob.leaves(on).then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-invalid"));
        assertThat(house.numbers(on)).containsEntry("held", 1);
    }

    @Test
    void where_there_is_no_waiting_room_there_is_nothing_to_leave() {
        var on = house.openSale();

        house.guest().leaves(on).then().statusCode(204);
    }

    private ShoppingEnded endOf(Buyer buyer) {
        return broker.awaitSales(ShoppingEnded.class, event -> event.session().equals(buyer.session()));
    }

    private List<ShoppingEnded> endsOf(Buyer buyer) {
        return broker.sales(ShoppingEnded.class, event -> event.session().equals(buyer.session()));
    }
}
