package io.holdfast.ticketing.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Everybody at once, and everything twice.
@HouseTest
class OfferRaceTest {

    private static final int RACERS = 64;
    private static final Duration SOON = Duration.ofMinutes(2);

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Waitlist waitlist;

    @Inject
    Offers offers;

    @Inject
    DataSource database;

    @Test
    void an_offer_that_is_answered_at_the_second_it_expires_has_one_outcome() throws Exception {
        for (var round = 0; round < 4; round++) {
            // Given
            var on = house.openSale();
            var bob = house.member();
            var cem = house.member();
            var released = waitlist.released(on, "A-1");
            var offer = waitlist.offered(released, bob, null, "A-1");
            var racers = new ArrayList<Callable<String>>();
            for (var n = 0; n < RACERS / 4; n++) {
                racers.add(() -> answered("accepted", () -> offers.accept(offer, bob.customer())));
                racers.add(() -> answered("declined", () -> offers.decline(offer, bob.customer())));
                racers.add(() -> answered("swept", offers::sweep));
                racers.add(() ->
                        answered("next", () -> hears(waitlist.offerOf(released, OfferId.next(), cem, null, "A-1"))));
            }
            var millis = 5 * round;
            for (var table : List.of("hold where id", "seat where hold_id")) {
                var name = table.substring(0, 4);
                house.run("update " + name + " set until = clock_timestamp() + interval '" + millis + " milliseconds'"
                        + table.substring(4) + " = '" + offer + "'");
            }

            // When
            var outcomes = race(racers);

            // Then
            offers.sweep();
            var state = text("select state || case when accepted_at is null then '' else ' accepted' end as t"
                    + " from hold where id = '" + offer + "'");
            assertThat(state).isIn("ACTIVE accepted", "RELEASED", "RELEASED accepted", "LAPSED");
            assertThat(outcomes.contains("accepted")).isEqualTo(state.endsWith("accepted"));
            var expected = state.startsWith("ACTIVE") ? 0 : 1;
            await().atMost(SOON).untilAsserted(() -> assertThat(broker.sales(
                            OfferFailed.class, event -> event.offer().equals(offer)))
                    .hasSize(expected)
                    .allMatch(event ->
                            event.reason() == (state.equals("LAPSED") ? OfferFailure.LAPSED : OfferFailure.DECLINED)));
            requireOneClaim(on);
            assertThat(count("select count(*) as n from seat where hold_id = '" + offer + "' and state = 'OFFERED'"))
                    .isEqualTo(state.startsWith("ACTIVE") ? 1 : 0);
        }
    }

    @Test
    void a_late_offer_never_takes_a_seat_from_a_buyer() throws Exception {
        for (var round = 0; round < 4; round++) {
            // Given
            var on = house.openSale();
            var cem = house.member();
            var released = waitlist.released(on, "A-1");
            var late = Collections.synchronizedList(new ArrayList<OfferId>());
            var racers = new ArrayList<Callable<String>>();
            for (var n = 0; n < RACERS / 2; n++) {
                var ann = house.guest();
                racers.add(() -> ann.holds(on, "A-1").statusCode() == 201 ? "held" : "taken");
                racers.add(() -> answered("offered", () -> {
                    var offer = OfferId.next();
                    late.add(offer);
                    hears(waitlist.offerOf(released, offer, cem, null, "A-1"));
                }));
            }
            house.run("update seat set until = clock_timestamp() + interval '" + 10 * round
                    + " milliseconds' where state = 'RELEASED' and performance_id = '" + on.performance() + "'");

            // When
            var outcomes = race(racers);

            // Then
            var buyers = Collections.frequency(outcomes, "held");
            var offered = count("select count(*) as n from offer where came_to = 'HELD' and id = any (array['"
                    + String.join("','", late.stream().map(OfferId::toString).toList()) + "']::uuid[])");
            assertThat(buyers + offered).isLessThanOrEqualTo(1);
            requireOneClaim(on);
            assertThat(count("select count(*) as n from seat where performance_id = '" + on.performance()
                            + "' and id = 'A-1' and state = '" + (buyers == 1 ? "HELD" : "OFFERED") + "'"))
                    .isEqualTo(buyers + offered);
            await().atMost(SOON).untilAsserted(() -> assertThat(broker.sales(
                            OfferFailed.class,
                            event -> late.contains(event.offer()) && event.reason() == OfferFailure.SEATS_GONE))
                    .hasSize(RACERS / 2 - offered));
        }
    }

    @Test
    void an_offer_after_the_seats_went_public_is_too_late_also_when_nobody_has_them_yet() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");
        house.run("update seat set until = now() - interval '1 millisecond' where state = 'RELEASED'");
        var offer = OfferId.next();

        // When
        broker.tell(waitlist.offerOf(released, offer, house.member(), null, "A-1"));

        // Then
        requireGone(offer);
        house.guest().holds(on, "A-1").then().statusCode(201);
    }

    @Test
    void an_offer_of_seats_of_which_one_is_gone_holds_none() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1", "A-2");
        house.run("update seat set state = 'BLOCKED', release_id = null, until = null where id = 'A-2'"
                + " and performance_id = '" + on.performance() + "'");
        var offer = OfferId.next();

        // When
        broker.tell(waitlist.offerOf(released, offer, house.member(), null, "A-1", "A-2"));

        // Then
        requireGone(offer);
        assertThat(house.numbers(on)).containsEntry("released", 1).containsEntry("offered", 0);
    }

    @Test
    void an_offer_of_a_seat_that_was_sold_meanwhile_holds_nothing() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");
        house.run("update seat set until = now() - interval '1 second' where state = 'RELEASED'");
        house.guest().buys(on, "A-1");
        var offer = OfferId.next();

        // When
        broker.tell(waitlist.offerOf(released, offer, house.member(), null, "A-1"));

        // Then
        requireGone(offer);
        assertThat(house.numbers(on)).containsEntry("sold", 1);
    }

    @Test
    void an_offer_told_again_in_any_order_changes_nothing() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var released = waitlist.released(on, "A-1");
        var offer = OfferId.next();
        var told = waitlist.offerOf(released, offer, bob, null, "A-1");
        var unwanted = new SeatsUnwanted(released.performance(), released.release(), List.of(new SeatId("A-1")));
        hears(told);
        var before = standing(on);

        // When
        for (var event : List.of(unwanted, told, told, unwanted, told)) {
            hears(event);
        }

        // Then
        assertThat(standing(on)).isEqualTo(before);
        bob.asks().get("/api/offers/{o}", offer.toString()).then().body("state", equalTo("OPEN"));
        requireNeverFailed(offer);
    }

    @Test
    void an_offer_that_has_ended_does_not_come_back_when_it_is_told_again() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var told = waitlist.offerOf(waitlist.released(on, "A-1"), OfferId.next(), bob, null, "A-1");
        hears(told);
        bob.asks()
                .post("/api/offers/{o}/decline", told.offer().toString())
                .then()
                .statusCode(204);

        // When
        hears(told);

        // Then
        assertThat(house.numbers(on)).containsEntry("released", 1).containsEntry("offered", 0);
        bob.asks().get("/api/offers/{o}", told.offer().toString()).then().body("state", equalTo("ENDED"));
    }

    @Test
    void accepting_and_declining_are_safe_to_repeat_and_are_never_a_mere_look() {
        var on = house.openSale();
        var bob = house.member();
        var offer = waitlist.offered(on, bob, "A-1");

        for (var n = 0; n < 2; n++) {
            accepts(bob, offer);
        }
        bob.asks().get("/api/offers/{o}/decline", offer.toString()).then().statusCode(405);
        bob.asks().get("/api/offers/{o}/acceptance", offer.toString()).then().statusCode(405);
        bob.asks().get("/offers/{o}", offer.toString()).then().statusCode(200);
        bob.asks().get("/api/offers/{o}", offer.toString()).then().body("state", equalTo("ACCEPTED"));
        for (var n = 0; n < 2; n++) {
            bob.asks().post("/api/offers/{o}/decline", offer.toString()).then().statusCode(204);
        }

        assertThat(house.numbers(on)).containsEntry("released", 1).containsEntry("offered", 0);
    }

    private static void accepts(Buyer bob, OfferId offer) {
        bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo("ACCEPTED"));
    }

    private void hears(io.holdfast.contracts.event.Event event) {
        QuarkusTransaction.requiringNew().run(() -> offers.hear(event));
    }

    private void requireGone(OfferId offer) {
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.SEATS_GONE);
    }

    private void requireNeverFailed(OfferId offer) {
        assertThat(count("select count(*) as n from offer where came_to = 'HELD' and id = '" + offer + "'"))
                .isEqualTo(1);
        assertThat(broker.sales(OfferFailed.class, event -> event.offer().equals(offer)))
                .isEmpty();
    }

    private void requireOneClaim(OnSale on) {
        assertThat(count(
                        "select count(*) as n from hold where state = 'ACTIVE' and until > now() and performance_id = '"
                                + on.performance() + "'"))
                .isLessThanOrEqualTo(1);
        assertThat(count("""
                select count(*) as n
                  from hold
                  left join seat on seat.hold_id = hold.id and seat.state in ('HELD', 'PAYING', 'OFFERED')
                 where hold.state = 'ACTIVE'
                   and hold.until > now()
                   and seat.id is null
                   and hold.performance_id = '%s'
                """.formatted(on.performance()))).isZero();
    }

    private String standing(OnSale on) {
        return text("select string_agg(id || state || coalesce(hold_id::text, '') || coalesce(until::text, ''), ','"
                + " order by id) as t from seat where performance_id = '" + on.performance() + "'");
    }

    private static String answered(String what, Runnable action) {
        try {
            action.run();
            return what;
        } catch (ProblemException refused) {
            return refused.problem().type().name();
        }
    }

    private static List<String> race(List<Callable<String>> racers) throws Exception {
        var together = new CyclicBarrier(racers.size());
        Collections.shuffle(racers);
        var outcomes = new ArrayList<String>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = racers.stream()
                    .map(racer -> threads.submit(() -> {
                        together.await();
                        return racer.call();
                    }))
                    .toList();
            for (var one : running) {
                outcomes.add(one.get());
            }
        }
        return outcomes;
    }

    private int count(String statement) {
        return Sql.of(statement).one(database, row -> row.number("n"));
    }

    private String text(String statement) {
        return Sql.of(statement).one(database, row -> row.text("t"));
    }
}
