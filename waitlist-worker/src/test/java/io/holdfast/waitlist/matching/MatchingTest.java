package io.holdfast.waitlist.matching;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class MatchingTest {

    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();

    @Inject
    House house;

    @Test
    void a_returned_seat_is_offered_to_the_first_in_line() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var bobs = house.joins(bob, performance);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        var offer = onlyOffer(performance);
        assertThat(offer.entry()).isEqualTo(anns);
        assertThat(offer.customer()).isEqualTo(ann);
        assertThat(offer.seats()).containsExactly(new SeatId("A-1"));
        assertThat(Duration.between(Instant.now(), offer.until()))
                .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
        house.browser(ann)
                .get("/api/waitlist/" + anns)
                .then()
                .body("state", equalTo("OFFERED"))
                .body("offer.id", equalTo(offer.offer().toString()));
        assertThat(house.state(bob, bobs)).isEqualTo("WAITING");
    }

    @Test
    void who_wants_something_else_is_passed_over_and_keeps_the_place() {
        // Given
        var performance = house.performance();
        var vip = house.joins(ann, performance, "{\"grades\":[\"VIP\"],\"seats\":1}");
        var two = house.joins(bob, performance, "{\"grades\":[\"VIP\"],\"seats\":2,\"adjacent\":true}");
        var cem = CustomerId.next();
        var one = house.joins(cem, performance, "{\"grades\":[\"S\",\"R\"],\"seats\":1}");

        // When
        house.released(performance, seat("A", 1, "R"), seat("A", 3, "R"));

        // Then
        assertThat(onlyOffer(performance).entry()).isEqualTo(one);
        assertThat(unwanted(performance)).hasSize(1);
        house.browser(ann).get("/api/waitlist/" + vip).then().body("position", equalTo(1));
        house.browser(bob).get("/api/waitlist/" + two).then().body("position", equalTo(2));
    }

    @Test
    void nobody_is_offered_a_seat_that_costs_more_than_wished_or_lies_elsewhere() {
        // Given
        var performance = house.performance();
        var cem = CustomerId.next();
        house.joins(
                ann,
                performance,
                "{\"grades\":[\"R\"],\"seats\":1,\"highestPrice\":{\"amount\":139999,\"currency\":\"KRW\"}}");
        house.joins(bob, performance, "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[\"2F\"]}");
        var fits = house.joins(
                cem,
                performance,
                "{\"grades\":[\"R\"],\"seats\":1,\"sections\":[\"1F\"],"
                        + "\"highestPrice\":{\"amount\":140000,\"currency\":\"KRW\"}}");

        // When
        house.released(performance, seat("A", 1, "R"), seat("A", 2, "R"));

        // Then
        assertThat(onlyOffer(performance).entry()).isEqualTo(fits);
        assertThat(unwanted(performance)).hasSize(1);
    }

    @Test
    void what_nobody_wants_is_told_at_once() {
        // Given
        var performance = house.performance();

        // When
        var released = house.released(performance, seat("A", 1, "R"), seat("A", 2, "R"));

        // Then
        assertThat(unwanted(performance)).containsExactly(new SeatId("A-1"), new SeatId("A-2"));
        assertThat(house.unwanted(performance).getFirst().release())
                .isEqualTo(((SeatsReleased) released.event()).release());
    }

    @Test
    void seats_of_a_performance_nobody_has_told_of_are_unwanted() {
        // Given
        var performance = PerformanceId.next();

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        assertThat(unwanted(performance)).hasSize(1);
    }

    @Test
    void many_seats_go_to_many_in_the_order_of_the_line() {
        // Given
        var performance = house.performance();
        var line = IntStream.range(0, 12)
                .mapToObj(_ -> house.joins(CustomerId.next(), performance))
                .toList();

        // When
        house.released(
                performance,
                IntStream.rangeClosed(1, 10).mapToObj(n -> seat("A", n, "R")).toArray(SalesEvent.ReleasedSeat[]::new));

        // Then
        await().untilAsserted(() -> assertThat(house.offered(performance)).hasSize(10));
        assertThat(house.offered(performance)).extracting(SeatsOffered::entry).isEqualTo(line.subList(0, 10));
        assertThat(house.offered(performance))
                .flatExtracting(SeatsOffered::seats)
                .doesNotHaveDuplicates();
    }

    @Test
    void tickets_end_the_wait() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.released(performance, seat("A", 1, "R"));
        var offer = onlyOffer(performance);

        // When
        house.facts().tell(issued(offer));

        // Then
        becomes("SERVED", ann, anns);
    }

    @Test
    void a_missed_offer_goes_to_the_next_and_the_entry_comes_back_once() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var bobs = house.joins(bob, performance);
        house.released(performance, seat("A", 1, "R"));
        var first = onlyOffer(performance);

        // When
        house.facts().tell(new OfferFailed(performance, first.offer(), OfferFailure.LAPSED));
        house.released(performance, seat("A", 1, "R"));

        // Then
        becomes("OFFERED", bob, bobs);
        assertThat(house.state(ann, anns)).isEqualTo("WAITING");
        house.browser(ann).get("/api/waitlist/" + anns).then().body("position", equalTo(1));
    }

    @Test
    void nobody_is_offered_again_what_was_let_pass() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.released(performance, seat("A", 1, "R"));
        house.facts().tell(new OfferFailed(performance, onlyOffer(performance).offer(), OfferFailure.LAPSED));

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        assertThat(unwanted(performance)).containsExactly(new SeatId("A-1"));
        assertThat(house.state(ann, anns)).isEqualTo("WAITING");
    }

    @Test
    void whoever_misses_twice_has_ended() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.released(performance, seat("A", 1, "R"));
        house.facts().tell(new OfferFailed(performance, onlyOffer(performance).offer(), OfferFailure.LAPSED));
        house.released(performance, seat("B", 2, "R"));
        await().until(() -> house.offered(performance).size() == 2);

        // When
        house.facts()
                .tell(new OfferFailed(
                        performance, house.offered(performance).getLast().offer(), OfferFailure.LAPSED));

        // Then
        becomes("ENDED", ann, anns);
        house.browser(ann).get("/api/waitlist/" + anns).then().body("reason", equalTo("MISSED_TWICE"));
    }

    @Test
    void saying_no_ends_the_wait() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.released(performance, seat("A", 1, "R"));

        // When
        house.facts().tell(new OfferFailed(performance, onlyOffer(performance).offer(), OfferFailure.DECLINED));

        // Then
        becomes("ENDED", ann, anns);
    }

    @Test
    void seats_that_were_gone_bring_the_entry_back_to_its_place() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.released(performance, seat("A", 1, "R"));
        house.facts().tell(new OfferFailed(performance, onlyOffer(performance).offer(), OfferFailure.SEATS_GONE));

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.state(ann, anns)).isEqualTo("OFFERED");
    }

    @Test
    void who_has_left_stays_away_whatever_becomes_of_the_offer() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var bobs = house.joins(bob, performance);
        house.released(performance, seat("A", 1, "R"));
        var offer = onlyOffer(performance);
        house.browser(ann).delete("/api/waitlist/" + anns);

        // When
        house.facts().tell(new OfferFailed(performance, offer.offer(), OfferFailure.LAPSED));
        house.released(performance, seat("A", 1, "R"));

        // Then
        becomes("OFFERED", bob, bobs);
        assertThat(house.state(ann, anns)).isEqualTo("ENDED");
    }

    @Test
    void an_offer_never_outlasts_the_beginning_of_the_performance() {
        // Given
        var startsAt = Instant.now().plusSeconds(300).truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        var performance = house.performance(SaleId.next(), startsAt);
        house.joins(ann, performance);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        assertThat(onlyOffer(performance).until()).isEqualTo(startsAt);
    }

    @Test
    void seats_that_are_on_public_sale_by_now_are_not_offered() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);

        // When
        house.facts()
                .tell(new SeatsReleased(
                        performance,
                        ReleaseId.next(),
                        List.of(seat("A", 1, "R")),
                        Instant.now().minusSeconds(1)));

        // Then
        assertThat(unwanted(performance)).hasSize(1);
        assertThat(house.offered(performance)).isEmpty();
    }

    @Test
    void a_release_told_twice_is_offered_once() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);
        var released = house.released(performance, seat("A", 1, "R"));
        onlyOffer(performance);

        // When
        house.facts().repeat(released);
        house.facts().tell(released.event());
        house.released(performance, seat("Z", 1, "VIP"));

        // Then
        assertThat(unwanted(performance)).containsExactly(new SeatId("Z-1"));
        assertThat(house.offered(performance)).hasSize(1);
    }

    @Test
    void hearing_everything_again_shuffled_and_doubled_changes_nothing() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        var bobs = house.joins(bob, performance);
        house.released(performance, seat("A", 1, "R"));
        house.facts().tell(new OfferFailed(performance, onlyOffer(performance).offer(), OfferFailure.LAPSED));
        house.released(performance, seat("A", 1, "R"));
        becomes("OFFERED", bob, bobs);
        house.facts().tell(issued(house.offered(performance).getLast()));
        becomes("SERVED", bob, bobs);
        var told = house.facts().countOn(WaitlistEvent.TOPIC);
        var known = house.everything();
        var everything = new ArrayList<>(house.facts().told(SalesEvent.TOPIC));
        everything.addAll(everything);
        Collections.shuffle(everything, new Random(7));
        house.forgetWhatWasHeard();

        // When
        everything.forEach(house.facts()::repeat);
        var marker = PerformanceId.next();
        house.released(marker, seat("A", 1, "R"));
        assertThat(unwanted(marker)).hasSize(1);
        var lastOnOtherPartitions =
                Stream.generate(PerformanceId::next).limit(12).toList();
        lastOnOtherPartitions.forEach(other -> house.released(other, seat("A", 1, "R")));
        lastOnOtherPartitions.forEach(other -> assertThat(unwanted(other)).hasSize(1));

        // Then
        assertThat(house.everything()).isEqualTo(known);
        assertThat(house.facts().countOn(WaitlistEvent.TOPIC)).isEqualTo(told + 13);
        assertThat(house.state(ann, anns)).isEqualTo("WAITING");
    }

    @Test
    void a_message_nobody_can_read_stops_nobody() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);

        // When
        house.facts().tellNonsense(SalesEvent.TOPIC, performance.toString());
        house.released(performance, seat("A", 1, "R"));

        // Then
        onlyOffer(performance);
        await().untilAsserted(() ->
                assertThat(house.facts().countOn(SalesEvent.TOPIC + ".dlq")).isPositive());
    }

    private static TicketsIssued issued(SeatsOffered offer) {
        var tickets = offer.seats().stream()
                .map(seat -> new IssuedTicket(TicketId.next(), seat, "1F A 1", "R", Money.won(140_000)))
                .toList();
        return new TicketsIssued(
                offer.performance(),
                OrderId.next(),
                "H-1",
                offer.customer(),
                tickets,
                Money.won(140_000),
                new FromWaitlist(offer.offer()),
                Instant.now());
    }

    private SeatsOffered onlyOffer(PerformanceId performance) {
        await().until(() -> !house.offered(performance).isEmpty());
        assertThat(house.offered(performance)).hasSize(1);
        return house.offered(performance).getFirst();
    }

    private List<SeatId> unwanted(PerformanceId performance) {
        await().until(() -> !house.unwanted(performance).isEmpty());
        assertThat(house.unwanted(performance)).hasSize(1);
        return house.unwanted(performance).getFirst().seats();
    }

    private void becomes(String state, CustomerId customer, EntryId entry) {
        await().untilAsserted(() -> assertThat(house.state(customer, entry)).isEqualTo(state));
    }
}
