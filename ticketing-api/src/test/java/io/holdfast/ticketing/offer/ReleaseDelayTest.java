package io.holdfast.ticketing.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

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
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
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
                    "holdfast.waitlist.first-word", "3s",
                    "holdfast.waitlist.shortest-delay", "2s",
                    "holdfast.waitlist.longest-delay", "5s");
        }
    }

    private static final Duration SOON = Duration.ofSeconds(30);

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    Waitlist waitlist;

    @Inject
    DataSource database;

    @Test
    void seats_nobody_waits_for_rest_a_while_before_anybody_may_have_them() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");

        // When
        broker.tell(unwanted(released));
        awaitHeard(released);

        // Then
        house.guest().holds(on, "A-1").then().statusCode(409);
        assertThat(house.numbers(on)).containsEntry("released", 1);
        awaitOnSale(on);
        var since = real("select extract(epoch from now() - unwanted_at)::double precision as x from seat_release"
                + " where id = '" + released.release() + "'");
        assertThat(since).isGreaterThanOrEqualTo(2);
    }

    @Test
    void without_an_answer_seats_go_on_sale_after_the_first_word_and_a_while_and_a_late_offer_is_too_late() {
        // Given
        var on = house.openSale();

        // When
        var released = waitlist.released(on, "A-1");

        // Then
        awaitOnSale(on);
        assertThat(Instant.now()).isAfter(released.publicAt().plusSeconds(1));
        var offer = OfferId.next();
        broker.tell(waitlist.offerOf(released, offer, house.member(), null, "A-1"));
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.SEATS_GONE);
        assertThat(house.numbers(on)).containsEntry("offered", 0);
    }

    @Test
    void the_waitlist_may_still_offer_what_rests() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var released = waitlist.released(on, "A-1");
        house.run("update seat_release set delay_seconds = 600, on_sale_at = now() + interval '10 minutes' where id = '"
                + released.release() + "'");
        house.run("update seat set until = now() + interval '10 minutes' where release_id = '" + released.release()
                + "'");
        broker.tell(unwanted(released));
        awaitHeard(released);

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
        for (var n = 1; n <= 10; n++) {
            var released = waitlist.released(on, "B-" + n);
            drawn.add(delayOf(released));
        }

        // Then
        assertThat(drawn).hasSize(10).allMatch(delay -> delay >= 2 && delay <= 5);
    }

    @Test
    void saying_again_that_nobody_wants_a_seat_prolongs_nothing() {
        // Given
        var on = house.openSale();
        var released = waitlist.released(on, "A-1");
        broker.tell(unwanted(released));
        awaitHeard(released);
        var until = untilOf(released);

        // When
        broker.tell(unwanted(released));
        broker.tell(unwanted(released));

        // Then
        awaitOnSale(on);
        assertThat(real("select extract(epoch from on_sale_at)::double precision as x from seat_release where id = '"
                        + released.release() + "'"))
                .isLessThanOrEqualTo(until + 1.5);
    }

    @Test
    void close_to_the_start_the_delay_shrinks_so_that_no_seat_is_buried() {
        // Given
        var on = house.openSale();
        var offer = waitlist.offered(on, house.member(), "A-1");
        house.run("update performance set starts_at = now() + interval '13 seconds' where id = '" + on.performance()
                + "'");

        // When
        house.lapse(offer.toString());

        // Then
        var again = broker.awaitSales(
                SeatsReleased.class,
                event -> event.performance().toString().equals(on.performance())
                        && count("select count(*) as n from seat where release_id = '" + event.release() + "'") == 1);
        assertThat(delayOf(again)).isLessThanOrEqualTo(1);
    }

    @Test
    void without_time_left_there_is_no_delay() {
        // Given
        var on = house.openSale();
        var offer = waitlist.offered(on, house.member(), "A-1");
        house.run(
                "update performance set starts_at = now() + interval '1 second' where id = '" + on.performance() + "'");

        // When
        house.lapse(offer.toString());

        // Then
        var again = broker.awaitSales(
                SeatsReleased.class,
                event -> event.performance().toString().equals(on.performance())
                        && count("select count(*) as n from seat_release where delay_seconds = 0 and id = '"
                                        + event.release() + "'")
                                == 1);
        assertThat(delayOf(again)).isZero();
    }

    private static SeatsUnwanted unwanted(SeatsReleased released) {
        return new SeatsUnwanted(
                released.performance(),
                released.release(),
                released.seats().stream().map(one -> one.seat()).toList());
    }

    private void awaitHeard(SeatsReleased released) {
        await().atMost(SOON)
                .until(() -> count("select count(*) as n from seat_release where unwanted_at is not null and id = '"
                                + released.release() + "'")
                        == 1);
    }

    /// Put on sale and told to those who watch.
    private void awaitOnSale(OnSale on) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> house.guest().holds(on, "A-1").then().statusCode(201));
    }

    private double delayOf(SeatsReleased released) {
        return real("select delay_seconds as x from seat_release where id = '" + released.release() + "'");
    }

    private double untilOf(SeatsReleased released) {
        return real("select extract(epoch from until)::double precision as x from seat where release_id = '"
                + released.release() + "'");
    }

    private double real(String statement) {
        return Sql.of(statement).one(database, row -> row.real("x"));
    }

    private int count(String statement) {
        return Sql.of(statement).one(database, row -> row.number("n"));
    }
}
