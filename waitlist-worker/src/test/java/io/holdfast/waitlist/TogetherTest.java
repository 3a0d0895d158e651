package io.holdfast.waitlist;

import static io.holdfast.waitlist.House.seat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.StackTestResource;
import io.holdfast.waitlist.matching.Fairness;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// What Kafka gives at once, however it is cut: the seats of several releases go to the line as if they had come back
/// together.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class TogetherTest {

    private static final String TOPIC = "ticketing.sales";
    private static final AtomicLong OFFSET = new AtomicLong(1_000_000);

    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();

    @Inject
    House house;

    @Inject
    SalesFacts sales;

    @Inject
    Fairness fairness;

    @Inject
    DataSource database;

    @Test
    void seats_of_several_releases_go_to_the_line_in_its_order() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, "{\"grades\":[\"VIP\",\"R\"],\"seats\":1}");
        var bobs = house.joins(bob, performance);
        var first = released(performance, seat("A", 1, "R"));
        var second = released(performance, seat("B", 1, "VIP"));

        // When
        sales.on(together(List.of(told(first), told(second))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.offered(performance)).extracting(SeatsOffered::entry).containsExactly(anns, bobs);
        assertThat(house.offered(performance).getFirst().seats()).containsExactly(new SeatId("B-1"));
        var report = fairness.report(performance, 0, 10);
        assertThat(report.isFair()).isTrue();
        assertThat(report.rounds()).singleElement().satisfies(round -> assertThat(round.releases())
                .containsExactly(first.release(), second.release()));
    }

    @Test
    void a_group_is_offered_at_once_what_came_back_in_pieces() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance, "{\"grades\":[\"R\"],\"seats\":2,\"adjacent\":true}");
        house.joins(bob, performance);

        // When
        sales.on(together(List.of(
                told(released(performance, seat("A", 2, "R"))), told(released(performance, seat("A", 1, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 1);
        assertThat(house.offered(performance).getFirst().entry()).isEqualTo(anns);
        assertThat(house.gathered(performance)).isEmpty();
    }

    @Test
    void what_one_group_is_missing_is_kept_for_it_and_the_others_have_the_rest() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance, "{\"grades\":[\"R\"],\"seats\":3,\"adjacent\":false}");
        var bobs = house.joins(bob, performance, "{\"grades\":[\"S\"],\"seats\":1}");
        var first = released(performance, seat("A", 1, "R"));
        var second = released(performance, seat("C", 1, "S"));
        var third = released(performance, seat("A", 9, "R"));

        // When
        sales.on(together(List.of(told(first), told(second), told(third))));

        // Then
        await().until(() -> house.offered(performance).size() == 1
                && house.gathered(performance).size() == 2);
        assertThat(house.offered(performance).getFirst().entry()).isEqualTo(bobs);
        assertThat(house.gathered(performance))
                .extracting(kept -> Map.entry(kept.release(), kept.seats()))
                .containsExactlyInAnyOrder(
                        Map.entry(first.release(), List.of(new SeatId("A-1"))),
                        Map.entry(third.release(), List.of(new SeatId("A-9"))));
    }

    @Test
    void a_release_told_twice_at_once_is_given_away_once() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);
        var once = released(performance, seat("A", 1, "R"));
        var message = told(once);

        // When
        sales.on(together(List.of(message, message, told(once))));

        // Then
        house.released(performance, seat("Z", 1, "VIP"));
        await().until(() -> !house.unwanted(performance).isEmpty());
        assertThat(house.offered(performance)).hasSize(1);
    }

    @Test
    void a_release_that_was_heard_before_is_passed_over_among_new_ones() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        var bobs = house.joins(bob, performance);
        var heard = told(released(performance, seat("A", 1, "R")));
        sales.on(together(List.of(heard)));
        await().until(() -> house.offered(performance).size() == 1);

        // When
        sales.on(together(List.of(heard, told(released(performance, seat("A", 2, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.offered(performance).getLast().entry()).isEqualTo(bobs);
        assertThat(house.offered(performance).getLast().seats()).containsExactly(new SeatId("A-2"));
    }

    @Test
    void only_what_is_not_on_public_sale_yet_is_offered() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);
        var tooLate = new SeatsReleased(
                performance,
                ReleaseId.next(),
                List.of(seat("A", 1, "R")),
                Instant.now().minusSeconds(1));

        // When
        sales.on(together(List.of(told(tooLate), told(released(performance, seat("A", 2, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 1
                && house.unwanted(performance).size() == 1);
        assertThat(house.offered(performance).getFirst().seats()).containsExactly(new SeatId("A-2"));
        assertThat(house.unwanted(performance).getFirst().release()).isEqualTo(tooLate.release());
    }

    @Test
    void a_seat_that_comes_back_once_more_is_offered_once_more() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);

        // When
        sales.on(together(List.of(
                told(released(performance, seat("A", 1, "R"))), told(released(performance, seat("A", 1, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(fairness.report(performance, 0, 10).rounds()).hasSize(2);
    }

    @Test
    void what_happened_between_two_releases_is_acted_on_between_them() {
        // Given
        var performance = house.performance();
        var anns = house.joins(ann, performance);
        house.joins(bob, performance);
        sales.on(together(List.of(told(released(performance, seat("A", 1, "R"))))));
        await().until(() -> house.offered(performance).size() == 1);
        var failed = new OfferFailed(
                performance, house.offered(performance).getFirst().offer(), OfferFailure.SEATS_GONE);

        // When
        sales.on(together(List.of(
                told(released(performance, seat("Z", 1, "VIP"))),
                told(failed),
                told(released(performance, seat("A", 2, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.offered(performance).getLast().entry()).isEqualTo(anns);
        assertThat(fairness.report(performance, 0, 10).rounds()).hasSize(3);
    }

    @Test
    void one_that_cannot_be_read_keeps_nobody_from_the_seats_around_it() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);
        var nonsense = message(performance.toString(), UUID.randomUUID(), "ticketing.SeatsReleased.v1", "nonsense");

        // When
        sales.on(together(List.of(
                told(released(performance, seat("A", 1, "R"))),
                nonsense,
                told(released(performance, seat("A", 2, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(putAside(nonsense)).isEqualTo(1);
    }

    @Test
    void one_that_cannot_be_acted_on_is_put_aside_alone() {
        // Given
        var performance = house.performance();
        house.joins(ann, performance);
        house.joins(bob, performance);
        var poison = told(released(performance, unwritable("A", 7)));

        // When
        sales.on(together(List.of(
                told(released(performance, seat("A", 1, "R"))),
                poison,
                told(released(performance, seat("A", 2, "R"))))));

        // Then
        await().until(() -> house.offered(performance).size() == 2);
        assertThat(house.offered(performance))
                .flatExtracting(SeatsOffered::seats)
                .containsExactly(new SeatId("A-1"), new SeatId("A-2"));
        assertThat(putAside(poison)).isEqualTo(1);
    }

    @Test
    void two_performances_do_not_share_what_goes_wrong() {
        // Given
        var anns = house.performance();
        var bobs = house.performance();
        house.joins(ann, anns);
        house.joins(bob, bobs);

        // When
        sales.on(together(List.of(
                told(released(anns, seat("A", 1, "R"))),
                told(released(bobs, unwritable("A", 1))),
                told(released(bobs, seat("A", 2, "R"))),
                told(released(anns, seat("Z", 1, "VIP"))))));

        // Then
        await().until(() ->
                house.offered(anns).size() == 1 && house.offered(bobs).size() == 1);
        assertThat(fairness.report(anns, 0, 10).rounds()).hasSize(1);
    }

    private static SeatsReleased released(PerformanceId performance, ReleasedSeat... seats) {
        return new SeatsReleased(
                performance, ReleaseId.next(), List.of(seats), Instant.now().plusSeconds(60));
    }

    /// PostgreSQL takes no text with this letter in it.
    private static ReleasedSeat unwritable(String row, int number) {
        var seat = seat(row, number, "R");
        return new ReleasedSeat(
                seat.seat(), seat.label() + "\u0000", seat.section(), row, number, seat.grade(), seat.price());
    }

    private static ConsumerRecord<String, byte[]> told(Event event) {
        return message(event.key(), UUID.randomUUID(), EventCodec.typeOf(event), EventCodec.write(event));
    }

    private static ConsumerRecord<String, byte[]> message(String key, UUID id, String type, String content) {
        var message =
                new ConsumerRecord<>(TOPIC, 0, OFFSET.incrementAndGet(), key, content.getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_id", id.toString().getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private static ConsumerRecords<String, byte[]> together(List<ConsumerRecord<String, byte[]>> messages) {
        return new ConsumerRecords<>(Map.of(new TopicPartition(TOPIC, 0), messages), Map.of());
    }

    private long putAside(ConsumerRecord<String, byte[]> message) {
        return Sql.of("select count(*) as n from dead_letter where \"offset\" = :offset and listener = 'waitlist'")
                .with("offset", message.offset())
                .one(database, row -> row.large("n"));
    }
}
