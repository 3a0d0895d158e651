package io.holdfast.room.queue;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.room.queue.Joins.Ask;
import io.holdfast.room.queue.Joins.Outcome;
import io.holdfast.room.queue.Joins.Ticket;
import io.holdfast.room.queue.Scripts.Gone;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// On a real Redis; the clock is an argument.
class ScriptsTest {

    private static final RedisStore REDIS = RealRedis.store();
    private static final Instant LOBBY = NOON.minusSeconds(60);
    private static final Subject ANN = Subject.browser("ann");
    private static final Subject BOB = Subject.browser("bob");
    private static final Subject ANN_SIGNED_IN = new Subject("a:ann");

    private final Scripts scripts = new Scripts(REDIS);
    private final Joins joins = new Joins(REDIS);
    private final Sale sale = atNoon();

    @Test
    void nobody_joins_before_the_lobby_opens() {
        assertThat(join(ANN, sale.lobbyOpensAt().minusMillis(1)).outcome()).isEqualTo(Outcome.EARLY);
    }

    @Test
    void nobody_joins_from_the_closing_moment_on() {
        assertThat(join(ANN, sale.closesAt()).outcome()).isEqualTo(Outcome.CLOSED);
    }

    @Test
    void tickets_are_counted_up_from_one() {
        assertThat(join(ANN, LOBBY).ticket()).isEqualTo(1);
        assertThat(join(BOB, LOBBY).ticket()).isEqualTo(2);
    }

    @Test
    void joining_again_gives_the_same_ticket() {
        // Given
        var first = join(ANN, LOBBY);
        join(BOB, LOBBY);

        // When
        var again = join(ANN, NOON.plusSeconds(1));

        // Then
        assertThat(again.outcome()).isEqualTo(Outcome.AGAIN);
        assertThat(again.ticket()).isEqualTo(first.ticket());
    }

    @Test
    void who_signs_in_while_waiting_keeps_the_place() {
        // Given
        var asGuest = join(ANN, LOBBY);

        // When
        var signedIn = join(List.of(ANN_SIGNED_IN, ANN), Set.of(), LOBBY);

        // Then
        assertThat(signedIn.ticket()).isEqualTo(asGuest.ticket());
        assertThat(signedIn.whose()).isEqualTo(ANN);
    }

    @Test
    void the_first_to_join_after_the_opening_closes_the_draw() {
        // Given
        join(ANN, LOBBY);

        // When
        var bob = join(BOB, NOON);

        // Then
        assertThat(bob.drawn()).hasValue(1);
        assertThat(bob.ticket()).isEqualTo(2);
    }

    @Test
    void a_ticket_that_has_ended_is_not_given_again() {
        // Given
        var ended = join(ANN, NOON);

        // When
        var fresh = join(List.of(ANN), Set.of(ended.ticket()), NOON);

        // Then
        assertThat(fresh.outcome()).isEqualTo(Outcome.NEW);
        assertThat(fresh.ticket()).isEqualTo(2);
    }

    @Test
    void a_waiting_place_is_told_who_is_ahead() {
        // Given
        join(BOB, NOON);
        var ann = join(ANN, NOON);

        // When
        var state = look(place(ann), number(ann), NOON);

        // Then
        assertThat(state).isEqualTo(new PlaceState.Waiting(2, 2, 1, false));
    }

    @Test
    void a_called_place_is_told_until_when() {
        // Given
        var ann = join(ANN, NOON);
        called(1, NOON.plusSeconds(60));

        // When
        var state = look(place(ann), number(ann), NOON);

        // Then
        assertThat(state).isEqualTo(new PlaceState.Called(1, NOON.plusSeconds(60), false));
    }

    @Test
    void a_call_is_over_at_its_end_swept_or_not() {
        // Given
        var ann = join(ANN, NOON);
        called(1, NOON.plusSeconds(60));

        // When
        var state = look(place(ann), number(ann), NOON.plusSeconds(60));

        // Then
        assertThat(state).isInstanceOfSatisfying(PlaceState.Waiting.class, waiting -> assertThat(waiting.movedBack())
                .isTrue());
    }

    @Test
    void a_newer_window_takes_over_and_the_older_is_told() {
        // Given
        var older = join(ANN, NOON);

        // When
        var newer = join(ANN, NOON);

        // Then
        assertThat(newer.ticket()).isEqualTo(older.ticket());
        assertThat(look(place(older), number(older), NOON)).isEqualTo(new PlaceState.Replaced());
        assertThat(look(place(newer), number(newer), NOON)).isInstanceOf(PlaceState.Waiting.class);
        assertThat(scripts.leave(place(older), number(older))).isEqualTo(new Gone.Replaced());
    }

    @Test
    void a_crowd_joins_in_one_call_in_the_order_it_came() {
        // Given
        var asks = new ArrayList<Ask>();
        for (var i = 0; i < 500; i++) {
            asks.add(new Ask(sale, 0, List.of(Subject.browser("fan " + i)), Set.of(), null));
        }

        // When
        var tickets = joins.run(asks, NOON).toCompletableFuture().join();

        // Then
        assertThat(tickets)
                .extracting(Ticket::ticket)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 500).boxed().toList());
    }

    @Test
    void an_invitation_serves_one_person() {
        // Given
        var ann = invited(ANN);

        // When
        var bob = invited(BOB);

        // Then
        assertThat(ann.invited()).isTrue();
        assertThat(bob.outcome()).isEqualTo(Outcome.NEW);
        assertThat(bob.invited()).isFalse();
    }

    private Ticket invited(Subject subject) {
        return joins.run(List.of(new Ask(sale, 0, List.of(subject), Set.of(), "invitation")), NOON)
                .toCompletableFuture()
                .join()
                .getFirst();
    }

    @Test
    void leaving_the_lobby_is_remembered_until_the_draw() {
        // Given
        var ann = join(ANN, LOBBY);

        // When
        var gone = scripts.leave(place(ann), OptionalLong.empty());

        // Then
        assertThat(gone).isEqualTo(new Gone.Left());
        assertThat(look(place(ann), OptionalLong.empty(), LOBBY)).isEqualTo(new PlaceState.Left());
        assertThat(REDIS.send(Command.SMEMBERS, REDIS.keys(sale.id()).leavers()).toString())
                .isEqualTo("[1]");
    }

    @Test
    void leaving_the_lobby_after_the_draw_needs_the_number() {
        // Given
        var ann = join(ANN, LOBBY);
        join(BOB, NOON);

        // When
        var gone = scripts.leave(place(ann), OptionalLong.empty());

        // Then
        assertThat(gone).isEqualTo(new Gone.Drawn());
    }

    @Test
    void leaving_frees_a_room_inside_at_once() {
        // Given
        var ann = join(ANN, NOON);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "serving", 1);
        REDIS.send(
                Command.ZADD,
                REDIS.keys(sale.id()).active(),
                NOON.plusSeconds(600).toEpochMilli(),
                1);

        // When
        scripts.leave(place(ann), number(ann));

        // Then
        assertThat(REDIS.send(Command.ZCARD, REDIS.keys(sale.id()).active()).toLong())
                .isZero();
        assertThat(look(place(ann), number(ann), NOON)).isEqualTo(new PlaceState.Left());
    }

    @Test
    void leaving_twice_changes_nothing_more() {
        // Given
        var ann = join(ANN, NOON);
        scripts.leave(place(ann), number(ann));

        // When
        var again = scripts.leave(place(ann), number(ann));

        // Then
        assertThat(again).isEqualTo(new Gone.Ended());
        assertThat(REDIS.send(Command.HGET, REDIS.keys(sale.id()).room(), "gone")
                        .toInteger())
                .isEqualTo(1);
    }

    @Test
    void nobody_leaves_in_anothers_name() {
        // Given
        join(ANN, NOON);
        var bob = join(BOB, NOON);
        var annsWithBobsName = new Place(sale.id(), 1, Place.Kind.QUEUE, 1, 1, false, BOB);

        // When
        var gone = scripts.leave(annsWithBobsName, OptionalLong.of(1));

        // Then
        assertThat(gone).isEqualTo(new Gone.Ended());
        assertThat(look(place(bob), number(bob), NOON)).isEqualTo(new PlaceState.Waiting(2, 2, 1, false));
    }

    @Test
    void a_waiting_visitor_costs_redis_less_than_150_bytes() {
        // Given
        var visitors = 20_000;

        // When
        for (var visitor = 0; visitor < visitors; visitor++) {
            join(Subject.browser("visitor " + visitor), NOON);
        }

        // Then
        var keys = REDIS.keys(sale.id());
        var bytes = List.of(keys.room(), keys.members()).stream()
                .mapToLong(key ->
                        REDIS.send(Command.MEMORY, "USAGE", key, "SAMPLES", "0").toLong())
                .sum();
        assertThat(bytes / visitors).isLessThan(150);
    }

    private Ticket join(Subject subject, Instant now) {
        return join(List.of(subject), Set.of(), now);
    }

    private Ticket join(List<Subject> subjects, Set<Long> renounced, Instant now) {
        return joins.run(List.of(new Ask(sale, 0, subjects, renounced, null)), now)
                .toCompletableFuture()
                .join()
                .getFirst();
    }

    private PlaceState look(Place place, OptionalLong number, Instant now) {
        return scripts.look(place, number, now).state();
    }

    private Place place(Ticket ticket) {
        var kind = ticket.drawn().isEmpty() ? Place.Kind.LOBBY : Place.Kind.QUEUE;
        return new Place(
                sale.id(), ticket.epoch(), kind, ticket.ticket(), ticket.session(), ticket.invited(), ticket.whose());
    }

    private static OptionalLong number(Ticket ticket) {
        return OptionalLong.of(ticket.ticket());
    }

    private void called(long number, Instant until) {
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "serving", number);
        REDIS.send(Command.ZADD, REDIS.keys(sale.id()).called(), until.toEpochMilli(), number);
    }
}
