package io.holdfast.waitlist.offer;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.holdfast.contracts.event.SalesEvent.AutomaticPaymentFailed;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class AutomaticPaymentTest {

    private static final String WITH_POINTS = "{\"grades\":[\"R\"],\"seats\":1,\"automaticPayment\":\"points\"}";
    private static final String PATIENCE_IS_OVER =
            "update offer set tell_at = now() where id = :id and tell_at is not null";

    private final CustomerId ann = CustomerId.next();

    @Inject
    House house;

    @Inject
    Offers offers;

    @Test
    void an_offer_carries_what_it_is_to_be_paid_with_and_the_customer_is_left_in_peace() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, WITH_POINTS);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        assertThat(offered(performance).automaticPayment()).isEqualTo("points");
        assertThat(messages(performance)).isZero();
        house.browser(ann).get("/api/waitlist/" + anns).then().body("automaticPayment", equalTo("points"));
    }

    @Test
    void a_payment_that_failed_is_told_of_once() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, WITH_POINTS);
        house.released(performance, seat("A", 1, "R"));
        var offer = offered(performance);
        var failed = new AutomaticPaymentFailed(performance, offer.offer(), ann, "NOT_ENOUGH_POINTS", Instant.now());

        // When
        house.facts().tell(failed);
        house.facts().tell(failed);
        house.released(performance, seat("Z", 1, "VIP"));

        // Then
        await().until(() -> !house.unwanted(performance).isEmpty());
        assertThat(messages(performance)).isEqualTo(1);
    }

    @Test
    void when_nothing_is_heard_of_the_payment_the_customer_is_asked() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, WITH_POINTS);
        house.released(performance, seat("A", 1, "R"));
        var offer = offered(performance);

        // When
        house.run(PATIENCE_IS_OVER, offer.offer().value());

        // Then
        await().until(() -> messages(performance) == 1);
    }

    @Test
    void who_has_their_tickets_is_not_asked() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, WITH_POINTS);
        house.released(performance, seat("A", 1, "R"));
        var offer = offered(performance);
        house.facts()
                .tell(new TicketsIssued(
                        performance,
                        OrderId.next(),
                        "H-1",
                        ann,
                        List.of(new IssuedTicket(
                                TicketId.next(), offer.seats().getFirst(), "1F A 1", "R", Money.won(140_000))),
                        Money.won(140_000),
                        new FromWaitlist(offer.offer()),
                        Instant.now()));
        await().until(() -> house.state(ann, anns).equals("SERVED"));

        // When
        house.run(PATIENCE_IS_OVER, offer.offer().value());
        offers.askWhereNothingIsHeard();
        offers.notPaid(offer.offer());

        // Then
        assertThat(messages(performance)).isZero();
    }

    @Test
    void it_can_be_changed_and_taken_back_while_one_waits() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var saved = UUID.randomUUID().toString();

        // When
        var changed = payWith(ann, anns, saved);

        // Then
        changed.then().statusCode(200).body("automaticPayment", equalTo(saved));
        house.browser(ann)
                .delete("/api/waitlist/" + anns + "/automatic-payment")
                .then()
                .statusCode(200)
                .body("automaticPayment", nullValue());
    }

    @Test
    void nobody_else_changes_it_and_nobody_afterwards() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);

        // When
        var somebodyElse = payWith(CustomerId.next(), anns, "points");
        house.browser(ann).delete("/api/waitlist/" + anns).then().statusCode(204);
        var afterwards = payWith(ann, anns, "points");

        // Then
        somebodyElse.then().statusCode(404);
        afterwards.then().statusCode(409).body("type", equalTo("urn:holdfast:problem:waitlist-closed"));
    }

    @Test
    void what_nobody_pays_with_is_refused() {
        // Given
        var anns = house.joins(ann, house.performance());

        // When
        var answer = payWith(ann, anns, "4111 1111 1111 1111");

        // Then
        answer.then()
                .statusCode(400)
                .body("type", equalTo("urn:holdfast:problem:invalid-request"))
                .body("faults[0].field", equalTo("automaticPayment"));
    }

    private Response payWith(CustomerId customer, EntryId entry, String with) {
        return house.browser(customer)
                .contentType(ContentType.JSON)
                .body("{\"automaticPayment\":\"%s\"}".formatted(with))
                .put("/api/waitlist/" + entry + "/automatic-payment");
    }

    private SeatsOffered offered(PerformanceId performance) {
        await().until(() -> house.offered(performance).size() == 1);
        return house.offered(performance).getFirst();
    }

    private long messages(PerformanceId performance) {
        return house.messages("offer:" + house.offered(performance).getFirst().offer());
    }
}
