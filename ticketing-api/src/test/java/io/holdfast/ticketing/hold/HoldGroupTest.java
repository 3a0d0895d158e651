package io.holdfast.ticketing.hold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.BoxOffice;
import io.holdfast.ticketing.BoxOffice.OnSale;
import io.holdfast.ticketing.HouseTest;
import io.holdfast.ticketing.hold.HoldOutcome.KeyReused;
import io.holdfast.ticketing.hold.HoldOutcome.Placed;
import io.holdfast.ticketing.hold.HoldOutcome.Replayed;
import io.holdfast.ticketing.hold.HoldOutcome.SeatsTaken;
import io.holdfast.ticketing.hold.HoldOutcome.SessionReplaced;
import io.holdfast.ticketing.hold.HoldOutcome.Stopped;
import io.holdfast.ticketing.hold.HoldOutcome.TooManySeats;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Holds placed together, on a real PostgreSQL.
@HouseTest
class HoldGroupTest {

    @Inject
    BoxOffice house;

    @Inject
    DataSource database;

    @Inject
    HoldGroups groups;

    private OnSale on;
    private PerformanceId performance;

    @BeforeEach
    void a_sale_is_open() {
        on = house.openSale();
        performance = PerformanceId.fromString(on.performance());
    }

    @Test
    void of_two_wishes_for_one_seat_in_one_statement_the_first_has_it() throws SQLException {
        // Given
        var ann = wish("ann", "A-1", "A-2");
        var bob = wish("bob", "A-2", "A-3");
        var cem = wish("cem", "A-4");

        // When
        var placed = together(ann, bob, cem);

        // Then
        assertThat(placed).containsOnlyKeys(0, 2);
        assertThat(owners("A-1", "A-2", "A-3", "A-4"))
                .containsExactly(
                        ann.hold().value(), ann.hold().value(), null, cem.hold().value());
    }

    @Test
    void who_asks_again_for_a_hold_that_is_over_hears_the_same_though_this_process_knows_who_has_the_seat_now() {
        // Given
        var ann = wish("ann", "A-1");
        var first = (Placed) groups.placed(ann);
        house.lapse(ann.hold().toString());
        assertThat(groups.placed(wish("bob", "A-1"))).isInstanceOf(Placed.class);

        // When
        var again = groups.placed(ann);

        // Then
        assertThat(again).isEqualTo(new Replayed(201, first.answer()));
        assertThat(groups.placed(wish("cem", "A-1"))).isInstanceOf(SeatsTaken.class);
    }

    @Test
    void who_asks_for_too_many_spoils_nobody_elses_lot() throws SQLException {
        // Given
        var greedy = wish("ann", "A-1", "A-2", "A-3", "A-4", "A-5");
        var bob = wish("bob", "A-6");

        // When
        var placed = together(greedy, bob);

        // Then
        assertThat(placed).containsOnlyKeys(1);
    }

    @Test
    void a_person_in_a_lot_twice_places_nothing_at_all() {
        // Given
        var once = wish("ann", "A-1");
        var again = wish("ann", "A-2");

        // When
        var failed = CompletableFuture.supplyAsync(() -> {
            try {
                return together(once, again);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });

        // Then
        assertThat(failed).failsWithin(10, TimeUnit.SECONDS);
        assertThat(owners("A-1", "A-2")).containsExactly(null, null);
    }

    @Test
    void a_lot_in_which_one_fails_is_tried_one_by_one() {
        // Given
        var known = wish("ann", "A-1");
        answer(known);
        var sameHoldAgain = new Wish(
                known.hold(),
                performance,
                new Subject("b:bob"),
                Optional.empty(),
                key(),
                List.of(new SeatId("A-2")),
                "other");
        var others = IntStream.rangeClosed(3, 9).mapToObj(n -> wish("person-" + n, "A-" + n));

        // When
        var outcomes = Stream.concat(Stream.of(sameHoldAgain), others)
                .map(wish -> groups.place(wish).toCompletableFuture())
                .toList();

        // Then
        assertThat(outcomes.getFirst()).failsWithin(10, TimeUnit.SECONDS);
        assertThat(outcomes.subList(1, outcomes.size()))
                .allSatisfy(outcome ->
                        assertThat(outcome).succeedsWithin(10, TimeUnit.SECONDS).isInstanceOf(Placed.class));
    }

    @Test
    void a_crowd_that_wants_the_same_seats_gets_each_once() {
        // Given
        var crowd = IntStream.range(0, 400)
                .mapToObj(n -> wish("person-" + n, "B-" + (1 + n % 10)))
                .toList();

        // When
        var outcomes = crowd.stream().map(wish -> groups.place(wish).toCompletableFuture()).toList().stream()
                .map(outcome -> outcome.orTimeout(20, TimeUnit.SECONDS).join())
                .toList();

        // Then
        assertThat(outcomes).filteredOn(Placed.class::isInstance).hasSize(10);
        assertThat(outcomes).filteredOn(SeatsTaken.class::isInstance).hasSize(390);
    }

    @Test
    void a_key_another_process_is_recording_is_waited_for_and_replayed() throws Exception {
        // Given
        var ann = wish("ann", "A-1");
        CompletableFuture<HoldOutcome> second;
        try (var other = database.getConnection()) {
            other.setAutoCommit(false);
            PlaceHolds.place(other, List.of(ann));

            // When
            second = groups.place(new Wish(
                            wish("ann", "A-2").hold(),
                            performance,
                            ann.subject(),
                            Optional.empty(),
                            ann.key(),
                            List.of(new SeatId("A-2")),
                            ann.asked()))
                    .toCompletableFuture();
            awaitSomebodyWaitsForALock();
            other.commit();
        }

        // Then
        assertThat(second).succeedsWithin(10, TimeUnit.SECONDS).isInstanceOf(Replayed.class);
        assertThat(owners("A-2")).containsExactly((UUID) null);
    }

    @Test
    void the_same_key_for_another_wish_is_reused() {
        // Given
        var ann = wish("ann", "A-1");
        answer(ann);

        // When
        var outcome = answer(new Wish(
                wish("ann", "A-2").hold(),
                performance,
                ann.subject(),
                Optional.empty(),
                ann.key(),
                List.of(new SeatId("A-2")),
                "something else"));

        // Then
        assertThat(outcome).isInstanceOf(KeyReused.class);
    }

    @Test
    void an_older_window_holds_nothing_once_a_newer_one_has() {
        // Given
        answer(in("7.2", "ann", "A-1"));

        // When
        var outcome = answer(in("7.1", "ann", "A-2"));

        // Then
        assertThat(outcome).isInstanceOf(SessionReplaced.class);
    }

    @Test
    void who_queued_again_later_is_newer() {
        // Given
        answer(in("7.2", "ann", "A-1"));

        // When
        var outcome = answer(in("12.1", "ann", "A-2"));

        // Then
        assertThat(outcome).isInstanceOf(Placed.class);
    }

    @Test
    void the_limit_counts_what_is_held_already() {
        // Given
        answer(wish("ann", "A-1", "A-2", "A-3"));

        // When
        var outcome = answer(wish("ann", "A-4", "A-5"));

        // Then
        assertThat(outcome).isEqualTo(new TooManySeats(4));
    }

    @Test
    void a_stopped_performance_takes_no_holds() {
        // Given
        Sql.of("update performance set stopped_at = now(), stop_reason = 'looked into' where id = :performance")
                .with("performance", performance)
                .run(database);

        // When
        var outcome = answer(wish("ann", "A-1"));

        // Then
        assertThat(outcome).isInstanceOf(Stopped.class);
    }

    @Test
    void a_seat_given_back_here_is_not_refused_from_memory() {
        // Given
        var ann = house.guest();
        var held = ann.held(on, "A-1");
        house.guest().holds(on, "A-1").then().statusCode(409);
        ann.asks().noContentType().delete("/api/holds/" + held).then().statusCode(204);

        // When
        var outcome = answer(wish("bob", "A-1"));

        // Then
        assertThat(outcome).isInstanceOf(Placed.class);
    }

    private Wish wish(String who, String... seats) {
        return Wish.of(performance, new Subject("b:" + who), Optional.empty(), key(), seats(seats));
    }

    private Wish in(String session, String who, String... seats) {
        return Wish.of(performance, new Subject("b:" + who), Optional.of(session), key(), seats(seats));
    }

    private static List<SeatId> seats(String... seats) {
        return Stream.of(seats).map(SeatId::new).toList();
    }

    private static String key() {
        return "key-" + UUID.randomUUID();
    }

    private HoldOutcome answer(Wish wish) {
        return groups.place(wish)
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }

    private Map<Integer, Placed> together(Wish... wishes) throws SQLException {
        try (var connection = database.getConnection()) {
            return PlaceHolds.place(connection, List.of(wishes));
        }
    }

    private List<UUID> owners(String... seats) {
        return Stream.of(seats)
                .map(seat -> Sql.of("select hold_id from seat where performance_id = :performance and id = :seat")
                        .with("performance", performance)
                        .with("seat", seat)
                        .one(database, row -> row.maybeUuid("hold_id"))
                        .orElse(null))
                .toList();
    }

    private void awaitSomebodyWaitsForALock() {
        await().until(() -> Sql.of("select count(*) as waiting from pg_locks where not granted")
                        .one(database, row -> row.number("waiting"))
                > 0);
    }
}
