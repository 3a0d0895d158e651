package io.holdfast.ticketing.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.WaitlistEvent.SeatsGathered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@HouseTest
class OfferTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @Inject
    DataSource database;

    @Test
    void an_offered_seat_is_bought_by_the_one_it_was_offered_to() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var offer = offered(on, bob, "A-1");

        // When
        String hold = accepts(bob, offer);
        var order = bob.ordered(hold);
        bob.confirms(bob.atTheGateway(order, 140_000, "approve")).then().body("state", equalTo("CAPTURED"));

        // Then
        bob.sees(order).then().body("state", equalTo("PAID"));
        var issued = broker.awaitSales(
                TicketsIssued.class, event -> event.order().toString().equals(order));
        assertThat(issued.origin()).isEqualTo(new FromWaitlist(offer));
        assertThat(issued.customer()).isEqualTo(bob.customer());
    }

    @Test
    void who_was_never_offered_anything_sees_no_offers() {
        house.member().asks().get("/api/me/offers").then().statusCode(200).body("offers.size()", equalTo(0));
    }

    @Test
    void nobody_else_can_hold_an_offered_seat_or_see_the_offer() {
        // Given
        var on = house.openSale();
        var offer = offered(on, house.member(), "A-1");

        // When
        var answer = house.guest().holds(on, "A-1");

        // Then
        answer.then().statusCode(409);
        house.member().asks().get("/api/offers/{o}", offer.toString()).then().statusCode(404);
        house.guest().asks().get("/api/offers/{o}", offer.toString()).then().statusCode(401);
    }

    @Test
    void a_declined_offer_gives_the_seat_back_to_the_waitlist() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var offer = offered(on, bob, "A-1");

        // When
        bob.asks().post("/api/offers/{o}/decline", offer.toString()).then().statusCode(204);

        // Then
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.DECLINED);
        assertThat(house.numbers(on)).containsEntry("released", 1).containsEntry("offered", 0);
    }

    @Test
    void an_offer_nobody_answers_ends_by_the_clock_of_the_database() {
        // Given
        var on = house.openSale();
        var bob = house.member();
        var offer = offered(on, bob, "A-1");

        // When
        house.lapse(offer.toString());

        // Then
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.LAPSED);
        bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(410)
                .body("type", equalTo("urn:holdfast:problem:offer-ended"));
    }

    @Test
    void seats_that_are_gone_cannot_be_offered() {
        // Given
        var on = house.openSale();
        var released = released(on, "A-1");
        house.run("update seat set until = now() - interval '1 second' where state = 'RELEASED'");
        house.guest().held(on, "A-1");
        var offer = OfferId.next();

        // When
        broker.tell(offerOf(released, offer, house.member(), "A-1"));

        // Then
        var failed = broker.awaitSales(OfferFailed.class, event -> event.offer().equals(offer));
        assertThat(failed.reason()).isEqualTo(OfferFailure.SEATS_GONE);
    }

    @Test
    void seats_kept_for_a_group_stay_off_public_sale_and_are_never_buried() {
        // Given
        var on = house.openSale();
        var released = released(on, "A-1");

        // When
        broker.tell(new SeatsGathered(
                released.performance(),
                released.release(),
                List.of(SeatId.fromString("A-1")),
                Instant.now().plus(Duration.ofDays(2))));

        // Then
        await().untilAsserted(() ->
                assertThat(secondsToPublicSale(released)).isGreaterThan(560).isLessThanOrEqualTo(660));
        house.guest().holds(on, "A-1").then().statusCode(409);
    }

    @Test
    void seats_that_went_on_public_sale_are_not_kept_afterwards() {
        // Given
        var on = house.openSale();
        var released = released(on, "A-1");
        house.run("update seat set until = now() - interval '1 second' where state = 'RELEASED'");

        // When
        broker.tell(new SeatsGathered(
                released.performance(),
                released.release(),
                List.of(SeatId.fromString("A-1")),
                Instant.now().plusSeconds(300)));
        var other = house.openSale();
        offered(other, house.member(), "A-1");

        // Then
        house.guest().holds(on, "A-1").then().statusCode(201);
    }

    private long secondsToPublicSale(SeatsReleased released) {
        return Sql.of(
                        "select extract(epoch from max(until) - now())::bigint as n from seat where release_id = :release")
                .with("release", released.release())
                .one(database, row -> row.large("n"));
    }

    private OfferId offered(OnSale on, Buyer bob, String seat) {
        var offer = OfferId.next();
        broker.tell(offerOf(released(on, seat), offer, bob, seat));
        await().untilAsserted(() -> bob.asks()
                .get("/api/offers/{o}", offer.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo("OPEN")));
        return offer;
    }

    private SeatsReleased released(OnSale on, String seat) {
        var ann = house.guest();
        var order = ann.buys(on, seat);
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
        return broker.awaitSales(
                SeatsReleased.class, event -> event.performance().toString().equals(on.performance()));
    }

    private static SeatsOffered offerOf(SeatsReleased released, OfferId offer, Buyer bob, String seat) {
        return new SeatsOffered(
                released.performance(),
                offer,
                EntryId.next(),
                bob.customer(),
                List.of(SeatId.fromString(seat)),
                Instant.now().plusSeconds(1800));
    }

    private static String accepts(Buyer bob, OfferId offer) {
        return bob.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .post("/api/offers/{o}/acceptance", offer.toString())
                .then()
                .statusCode(200)
                .body("state", equalTo("ACCEPTED"))
                .extract()
                .path("hold");
    }
}
