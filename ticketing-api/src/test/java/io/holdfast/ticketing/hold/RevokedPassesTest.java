package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.PassRevoked;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.stack.test.Facts;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.Broker;
import io.holdfast.ticketing.HouseTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@HouseTest
class RevokedPassesTest {

    @Inject
    BoxOffice house;

    @Inject
    Broker broker;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "holdfast.topics.prefix")
    String prefix;

    @Test
    void a_pass_taken_back_opens_nothing_any_more() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.holds(on, "A-1").then().statusCode(201);

        // When
        broker.tell(revoked(on, ann.session()));

        // Then
        await().untilAsserted(() ->
                ann.holds(on, "A-2").then().statusCode(403).body("type", equalTo("urn:holdfast:problem:pass-expired")));
    }

    @Test
    void whoever_goes_on_in_a_newer_window_is_told_so() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.holds(on, "A-1").then().statusCode(201);

        // When
        broker.tell(new PassRevoked(
                SaleId.fromString(on.sale()), ann.session(), Instant.now().plusSeconds(600), true, Instant.now()));

        // Then
        await().untilAsserted(() -> ann.holds(on, "A-2")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:session-replaced")));
    }

    @Test
    void nobody_elses_pass_is_taken_back_with_it() {
        // Given
        var on = house.queuedSale();
        var other = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        var bob = house.guest().admittedTo(on);

        // When
        broker.tell(revoked(other, bob.session()));
        broker.tell(revoked(on, ann.session()));

        // Then
        await().untilAsserted(() -> ann.holds(on, "A-1").then().statusCode(403));
        bob.holds(on, "A-1").then().statusCode(201);
    }

    @Test
    void whoever_had_it_may_still_leave() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        ann.holds(on, "A-1").then().statusCode(201);
        broker.tell(revoked(on, ann.session()));
        await().untilAsserted(() -> ann.holds(on, "A-2").then().statusCode(403));

        // When
        ann.leaves(on).then().statusCode(204);

        // Then
        assertThat(house.numbers(on)).containsEntry("held", 0);
    }

    @Test
    void what_cannot_be_read_and_what_is_not_about_passes_stops_nobody() {
        // Given
        var on = house.queuedSale();
        var ann = house.guest().admittedTo(on);
        try (var facts = new Facts(servers, prefix)) {
            facts.tellNonsense(TurnEvent.TOPIC, on.sale());
        }
        broker.tell(new TurnCame(SaleId.fromString(on.sale()), CustomerId.next(), Instant.now(), Instant.now()));

        // When
        broker.tell(revoked(on, ann.session()));

        // Then
        await().untilAsserted(() -> ann.holds(on, "A-1").then().statusCode(403));
    }

    @Test
    void it_is_remembered_until_the_pass_would_have_run_out_and_the_later_end_counts() {
        // Given
        var sale = SaleId.next();
        var now = Instant.now();
        var revoked = new RevokedPasses(Clock.systemUTC());

        // When
        revoked.remember(new PassRevoked(sale, "1.1.1", now.plusSeconds(600), null, now));
        revoked.remember(new PassRevoked(sale, "1.1.1", now.minusSeconds(1), null, now));
        revoked.remember(new PassRevoked(sale, "1.1.1", now.plusMillis(1), null, now));
        revoked.remember(new PassRevoked(sale, "1.2.1", now.plusMillis(200), null, now));

        // Then
        await().until(() -> !revoked.contain(pass(sale, "1.2.1", now)));
        assertThat(revoked.contain(pass(sale, "1.1.1", now))).isTrue();
    }

    @Test
    void of_more_than_can_be_remembered_those_that_end_last_are() {
        // Given
        var now = Instant.now();
        var revoked = new RevokedPasses(Clock.systemUTC());
        var sale = SaleId.next();

        // When
        for (var n = 0; n < RevokedPasses.MOST + 1; n++) {
            revoked.remember(
                    new PassRevoked(sale, "1." + n, now.plusSeconds(600).plusMillis(n), null, now));
        }

        // Then
        assertThat(revoked.contain(pass(sale, "1." + RevokedPasses.MOST, now))).isTrue();
        assertThat(revoked.contain(pass(sale, "1.50000", now))).isTrue();
        assertThat(revoked.contain(pass(sale, "1.1", now))).isFalse();
    }

    private static AdmissionPass pass(SaleId sale, String session, Instant now) {
        return new AdmissionPass(sale, "b:ann", session, "1", now, now.plusSeconds(600));
    }

    private static PassRevoked revoked(OnSale on, String session) {
        return new PassRevoked(
                SaleId.fromString(on.sale()), session, Instant.now().plusSeconds(600), null, Instant.now());
    }
}
