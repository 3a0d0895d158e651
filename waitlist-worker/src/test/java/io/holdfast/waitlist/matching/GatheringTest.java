package io.holdfast.waitlist.matching;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.stack.test.Facts.Fact;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.House;
import io.holdfast.waitlist.MailResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class GatheringTest {

    private static final String TWO = "{\"grades\":[\"R\"],\"seats\":2,\"adjacent\":false}";
    private static final String THREE_TOGETHER = "{\"grades\":[\"R\"],\"seats\":3}";
    private static final String IS_OVER =
            "update gathering set until = now() where performance_id = :id and state = 'OPEN'";

    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();

    @Inject
    House house;

    @Inject
    Matching matching;

    @Test
    void seats_of_two_releases_are_gathered_for_the_first_group_in_line() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, TWO);
        var bobs = house.joins(bob, performance);
        var first = house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.released(performance, seat("B", 7, "R"));

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        var offer = house.offered(performance).getFirst();
        assertThat(offer.entry()).isEqualTo(anns);
        assertThat(offer.seats()).containsExactly(new SeatId("A-1"), new SeatId("B-7"));
        assertThat(house.state(bob, bobs)).isEqualTo("WAITING");
        var gathered = house.gathered(performance).getFirst();
        assertThat(gathered.release()).isEqualTo(((SeatsReleased) first.event()).release());
        assertThat(gathered.seats()).containsExactly(new SeatId("A-1"));
        assertThat(Duration.between(Instant.now(), gathered.until()))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
        assertThat(house.unwanted(performance)).isEmpty();
    }

    @Test
    void neighbours_are_gathered_in_one_row() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, THREE_TOGETHER);
        house.released(performance, seat("A", 4, "R"), seat("B", 1, "R"), seat("A", 6, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.released(performance, seat("A", 5, "R"));

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        assertThat(house.offered(performance).getFirst().entry()).isEqualTo(anns);
        assertThat(house.offered(performance).getFirst().seats())
                .containsExactly(new SeatId("A-4"), new SeatId("A-5"), new SeatId("A-6"));
        assertThat(house.unwanted(performance).getFirst().seats()).containsExactly(new SeatId("B-1"));
    }

    @Test
    void whoever_is_before_the_group_goes_first() {
        // Given
        var performance = house.performance();
        var bobs = house.joins(bob, performance);
        house.joins(ann, performance, TWO);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        assertThat(house.offered(performance).getFirst().entry()).isEqualTo(bobs);
        assertThat(house.gathered(performance)).isEmpty();
    }

    @Test
    void whoever_comes_back_to_a_place_before_the_group_finds_what_is_kept() {
        // Given
        var performance = house.performance();
        var bobs = house.joins(bob, performance);
        house.joins(ann, performance, TWO);
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.offered(performance).size() == 1);
        house.released(performance, seat("A", 2, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.facts()
                .tell(new OfferFailed(
                        performance, house.offered(performance).getFirst().offer(), OfferFailure.SEATS_GONE));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.offered(performance).getLast().entry()).isEqualTo(bobs);
        assertThat(house.offered(performance).getLast().seats()).containsExactly(new SeatId("A-2"));
    }

    @Test
    void when_the_time_is_over_the_next_who_fits_is_offered_what_was_kept() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, TWO);
        var bobs = house.joins(bob, performance);
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.run(IS_OVER, performance.value());

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        assertThat(house.offered(performance).getFirst().entry()).isEqualTo(bobs);
        assertThat(house.state(ann, anns)).isEqualTo("WAITING");
    }

    @Test
    void when_the_group_leaves_what_was_kept_goes_back_if_nobody_wants_it() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, TWO);
        var released = house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.browser(ann).delete("/api/waitlist/" + anns).then().statusCode(204);

        // Then
        await().until(() -> house.unwanted(performance).size() == 1);
        assertThat(house.unwanted(performance).getFirst().seats()).containsExactly(new SeatId("A-1"));
        assertThat(house.unwanted(performance).getFirst().release())
                .isEqualTo(((SeatsReleased) released.event()).release());
    }

    @Test
    void one_group_is_gathered_for_at_a_time() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, TWO);
        house.joins(bob, performance, "{\"grades\":[\"VIP\"],\"seats\":2}");
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.released(performance, seat("C", 1, "VIP"));

        // Then
        await().until(() -> house.unwanted(performance).size() == 1);
        assertThat(house.unwanted(performance).getFirst().seats()).containsExactly(new SeatId("C-1"));
        assertThat(house.gathered(performance)).hasSize(1);
    }

    @Test
    void shortly_before_the_start_nothing_is_gathered() {
        // Given
        var performance = house.performance(SaleId.next(), Instant.now().plusSeconds(600));
        house.joins(ann, performance, TWO);

        // When
        house.released(performance, seat("A", 1, "R"));

        // Then
        await().until(() -> house.unwanted(performance).size() == 1);
        assertThat(house.gathered(performance)).isEmpty();
    }

    @Test
    void a_gathering_that_is_over_ends_once_however_many_see_it() throws Exception {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, TWO);
        house.joins(bob, performance);
        house.joins(CustomerId.next(), performance);
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.run(IS_OVER, performance.value());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            threads.invokeAll(IntStream.range(0, 8)
                    .mapToObj(_ -> Executors.callable(matching::endGatherings))
                    .toList());
        }
        var marker = house.released(performance, seat("Z", 1, "VIP"));

        // Then
        await().until(() -> house.unwanted(performance).stream()
                .anyMatch(event -> event.release().equals(((SeatsReleased) marker.event()).release())));
        await().until(() -> !house.offered(performance).isEmpty());
        assertThat(house.offered(performance)).hasSize(1);
    }

    @Test
    void a_performance_that_is_called_off_ends_the_line_and_nobody_joins_it() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, TWO);
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);

        // When
        house.facts().tell(new PerformanceCancelled(performance, "Illness", Instant.now()));

        // Then
        await().until(() -> house.state(ann, anns).equals("ENDED"));
        house.browser(ann).get("/api/waitlist/" + anns).then().body("reason", equalTo("CALLED_OFF"));
        await().until(() -> house.unwanted(performance).size() == 1);
        house.browser(bob)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(ContentType.JSON)
                .body(TWO)
                .post("/api/performances/" + performance + "/waitlist")
                .then()
                .statusCode(409)
                .body("type", equalTo("urn:holdfast:problem:waitlist-closed"));
    }

    @Test
    void a_performance_called_off_before_it_is_known_is_closed() {
        // Given
        var performance = PerformanceId.next();
        house.facts().tell(new PerformanceCancelled(performance, "Illness", Instant.now()));

        // When
        var released = house.released(performance, seat("A", 1, "R"));

        // Then
        await().until(() -> house.unwanted(performance).size() == 1);
        assertThat(house.unwanted(performance).getFirst().release())
                .isEqualTo(((SeatsReleased) released.event()).release());
    }

    @Test
    void hearing_it_all_again_shuffled_and_doubled_keeps_what_is_kept() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, TWO);
        house.joins(bob, performance);
        house.released(performance, seat("A", 1, "R"));
        await().until(() -> house.gathered(performance).size() == 1);
        var known = house.everything();
        var told = house.facts().countOn(WaitlistEvent.TOPIC);
        var everything = new ArrayList<Fact>(house.facts().told(SalesEvent.TOPIC).stream()
                .filter(fact -> fact.event().key().equals(performance.toString()))
                .toList());
        everything.addAll(everything);
        Collections.shuffle(everything, new Random(13));
        house.forgetWhatWasHeard();

        // When
        everything.forEach(house.facts()::repeat);
        house.facts()
                .tell(new SeatsReleased(
                        performance,
                        ReleaseId.next(),
                        java.util.List.of(seat("Z", 1, "S")),
                        Instant.now().plusSeconds(30)));

        // Then
        await().until(() -> house.unwanted(performance).size() == 1);
        assertThat(house.facts().countOn(WaitlistEvent.TOPIC)).isEqualTo(told + 1);
        assertThat(house.everything())
                .containsAll(known.stream()
                        .filter(line -> line.contains(performance.toString()))
                        .filter(line -> !line.contains("Z-1"))
                        .toList());
    }
}
