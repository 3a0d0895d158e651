package io.holdfast.ticketing.offer;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.notNullValue;

import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.Buyer;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Speaks for the waitlist in tests.
@ApplicationScoped
class Waitlist {

    private final BoxOffice house;
    private final Broker broker;

    Waitlist(BoxOffice house, Broker broker) {
        this.house = house;
        this.broker = broker;
    }

    /// Seats that ann has bought and given back.
    SeatsReleased released(OnSale on, String... seats) {
        var ann = house.guest();
        var order = ann.buys(on, seats);
        String quote =
                ann.asks().get("/api/orders/{o}/cancellation-quote", order).path("quote");
        ann.asks()
                .header("Idempotency-Key", BoxOffice.newKey())
                .body(Map.of("quote", quote))
                .post("/api/orders/{o}/cancellations", order)
                .then()
                .statusCode(201);
        return broker.awaitSales(
                SeatsReleased.class,
                event -> event.performance().toString().equals(on.performance())
                        && event.seats().getFirst().seat().value().equals(seats[0]));
    }

    SeatsOffered offerOf(
            SeatsReleased released, OfferId offer, Buyer bob, @Nullable String automatically, String... seats) {
        return new SeatsOffered(
                released.performance(),
                offer,
                EntryId.next(),
                bob.customer(),
                Stream.of(seats).map(SeatId::new).toList(),
                Instant.now().plusSeconds(1800),
                automatically);
    }

    /// An offer that bob answers himself.
    OfferId offered(OnSale on, Buyer bob, String seat) {
        return offered(on, bob, null, seat);
    }

    OfferId offered(OnSale on, Buyer bob, @Nullable String automatically, String seat) {
        return offered(released(on, seat), bob, automatically, seat);
    }

    OfferId offered(SeatsReleased released, Buyer bob, @Nullable String automatically, String seat) {
        var offer = OfferId.next();
        broker.tell(offerOf(released, offer, bob, automatically, seat));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> bob.asks()
                .get("/api/offers/{o}", offer.toString())
                .then()
                .statusCode(200)
                .body("state", notNullValue()));
        return offer;
    }
}
