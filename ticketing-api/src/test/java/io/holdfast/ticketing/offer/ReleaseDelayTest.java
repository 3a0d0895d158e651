package io.holdfast.ticketing.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/// Seats that nobody on the waitlist wants, or about which the waitlist says nothing.
@HouseTest
@TestProfile(ReleaseDelayTest.Delayed.class)
class ReleaseDelayTest {

    public static final class Delayed implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "holdfast.waitlist.first-word", "10m",
                    "holdfast.waitlist.shortest-delay", "1m",
                    "holdfast.waitlist.longest-delay", "2m");
        }
    }

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
    void seats_nobody_waits_for_rest_a_while_before_anybody_may_have_them() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");

        // When
        hears(unwanted(released));

        // Then
        house.guest().holds(on, "A-1").then().statusCode(409);
        assertThat(house.numbers(on)).containsEntry("released", 1);
        assertThat(real("extract(epoch from seat.until - unwanted_at) - delay_seconds", released))
                .isBetween(-0.001, 0.001);
        comesTheMoment(released);
        awaitOnSale(on);
    }

    @Test
    void without_an_answer_seats_go_on_sale_after_the_first_word_and_a_while_and_a_late_offer_is_too_late() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");
        house.guest().holds(on, "A-1").then().statusCode(409);
        var publicAt = released.publicAt().toEpochMilli() / 1000.0;
        assertThat(real("extract(epoch from seat.until) - delay_seconds", released))
                .isBetween(publicAt - 0.01, publicAt + 0.01);

        // When
        comesTheMoment(released);

        // Then
        awaitOnSale(on);
        var offer = OfferId.next();
        hears(waitlist.offerOf(released, offer, house.member(), null, "A-1"));
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.SEATS_GONE);
        assertThat(house.numbers(on)).containsEntry("offered", 0);
    }

    @Test
    void what_nobody_has_taken_is_swept_up_and_its_release_is_over() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1", "A-2");
        hears(unwanted(released));

        // When
        comesTheMoment(released);

        // Then
        await().atMost(SOON)
                .until(() -> count("select count(*) as n from seat where state = 'AVAILABLE' and performance_id = '"
                                + on.performance() + "'")
                        == 40);
        await().atMost(SOON)
                .until(() -> count("select count(*) as n from seat_release where ended_at is not null and id = '"
                                + released.release() + "'")
                        == 1);
    }

    @Test
    void the_waitlist_may_still_offer_what_rests() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var released = waitlist.released(on, "A-1");
        hears(unwanted(released));

        // When
        var offer = waitlist.offered(released, bob, null, "A-1");

        // Then
        bob.asks().get("/api/offers/{o}", offer.toString()).then().body("state", equalTo("OPEN"));
    }

    @Test
    void each_release_draws_its_own_delay_within_the_window() {
        // Given
        var on = house.openSale();
        var drawn = new HashSet<Double>();

        // When
        for (var n = 1; n <= 6; n++) {
            drawn.add(real("delay_seconds", waitlist.released(on, "B-" + n)));
        }

        // Then
        assertThat(drawn).hasSize(6).allMatch(delay -> delay >= 60 && delay <= 120);
    }

    @Test
    void saying_again_that_nobody_wants_a_seat_prolongs_nothing() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");
        hears(unwanted(released));
        var until = real("extract(epoch from seat.until)", released);

        // When
        hears(unwanted(released));

        // Then
        assertThat(real("extract(epoch from seat.until)", released)).isEqualTo(until);
    }

    @Test
    void close_to_the_start_the_delay_shrinks_so_that_no_seat_is_buried() {
        // Given
        var on = house.openSale();
        var offer = waitlist.offered(on, house.member(), "A-1");
        house.run("update performance set starts_at = now() + interval '700 seconds' where id = '" + on.performance()
                + "'");

        // When
        house.lapse(offer.toString());

        // Then
        assertThat(delayOfTheSecondRelease(on)).isBetween(0.0, 10.0);
    }

    @Test
    void without_time_left_there_is_no_delay() {
        // Given
        var on = house.openSale();
        var offer = waitlist.offered(on, house.member(), "A-1");
        house.run(
                "update performance set starts_at = now() + interval '1 minute' where id = '" + on.performance() + "'");

        // When
        house.lapse(offer.toString());

        // Then
        assertThat(delayOfTheSecondRelease(on)).isZero();
    }

    private static SeatsUnwanted unwanted(SeatsReleased released) {
        return new SeatsUnwanted(
                released.performance(),
                released.release(),
                released.seats().stream().map(one -> one.seat()).toList());
    }

    private void hears(Event event) {
        QuarkusTransaction.requiringNew().run(() -> offers.hear(event));
    }

    /// The time of the seats, which nobody is told, is a second away.
    private void comesTheMoment(SeatsReleased released) {
        var soon = "now() + interval '1 second' where ";
        house.run("update seat_release set on_sale_at = " + soon + "id = '" + released.release() + "'");
        house.run("update seat set until = " + soon + "release_id = '" + released.release() + "'");
    }

    private void awaitOnSale(OnSale on) {
        await().atMost(SOON)
                .untilAsserted(() -> house.guest().holds(on, "A-1").then().statusCode(201));
    }

    private double delayOfTheSecondRelease(OnSale on) {
        var releases = " from seat_release where performance_id = '" + on.performance() + "'";
        await().atMost(SOON).until(() -> count("select count(*) as n" + releases) == 2);
        return Sql.of("select delay_seconds as x" + releases + " order by at desc limit 1")
                .one(database, row -> row.real("x"));
    }

    private double real(String what, SeatsReleased released) {
        return Sql.of("select (" + what + ")::double precision as x"
                        + " from seat_release join seat on seat.release_id = seat_release.id where seat_release.id = '"
                        + released.release() + "'")
                .one(database, row -> row.real("x"));
    }

    private int count(String statement) {
        return Sql.of(statement).one(database, row -> row.number("n"));
    }
}
