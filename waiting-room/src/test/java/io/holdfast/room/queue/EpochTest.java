package io.holdfast.room.queue;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static io.holdfast.room.sale.TestSale.withAdmission;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.account.Subject;
import io.holdfast.room.door.Looking;
import io.holdfast.room.queue.Joins.Ask;
import io.holdfast.room.queue.Joins.Outcome;
import io.holdfast.room.queue.Joins.Ticket;
import io.holdfast.room.queue.Scripts.Presented;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Command;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Redis forgets the queue in the middle of a sale. Two processes, `one` and `two`, remember; so do the visitors.
/// On a real Redis; the clock is an argument.
class EpochTest {

    private static final RedisStore REDIS = RealRedis.store();
    private static final Instant LOSS = NOON.plusSeconds(30);
    private static final Instant AFTER_THE_PAUSE = LOSS.plusSeconds(11);

    private final Sale sale = withAdmission(atNoon(), 10, 5, 1000);
    private final Joins joins = new Joins(REDIS);
    private final Scripts scripts = new Scripts(REDIS);
    private final Looking one = new Looking(REDIS, sale);
    private final Looking two = new Looking(REDIS, sale);
    private final List<Place> places = new ArrayList<>();

    @Test
    void the_queue_goes_on_as_the_next_epoch_and_nobody_is_called_for_a_while() {
        // Given
        queueOf(100);
        redisForgets();

        // When
        var room = one.look(LOSS);

        // Then
        assertThat(room.epoch()).isEqualTo(2);
        assertThat(room.joined()).isGreaterThanOrEqualTo(100);
        assertThat(room.serving()).isEqualTo(5);
        assertThat(room.recovering()).isAfter(LOSS.plusSeconds(5));
        assertThat(room.calls()).isEqualTo(5);
    }

    @Test
    void two_processes_that_notice_at_once_make_one_room() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);

        // When
        var room = two.look(LOSS.plusMillis(100));

        // Then
        assertThat(room.epoch()).isEqualTo(2);
        assertThat(one.look(LOSS.plusMillis(200)).epoch()).isEqualTo(2);
    }

    @Test
    void what_the_second_process_knows_better_is_added() {
        // Given
        queueOf(100);
        join(Subject.browser("late"), NOON.plusSeconds(1));
        two.look(NOON.plusSeconds(2));
        redisForgets();
        one.look(LOSS);

        // When
        var room = two.look(LOSS.plusMillis(100));

        // Then
        assertThat(room.serving()).isEqualTo(10);
        assertThat(room.epoch()).isEqualTo(2);
    }

    @Test
    void a_process_that_slept_through_the_loss_cannot_fork_the_queue() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);

        // When
        var room = two.look(AFTER_THE_PAUSE);

        // Then
        assertThat(room.epoch()).isEqualTo(2);
    }

    @Test
    void a_second_loss_is_another_epoch() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);
        redisForgets();

        // When
        var room = one.look(LOSS.plusSeconds(20));

        // Then
        assertThat(room.epoch()).isEqualTo(3);
        assertThat(room.serving()).isEqualTo(5);
    }

    @Test
    void whoever_shows_their_place_is_called_in_the_old_order() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);
        var shown = List.of(50, 7, 33, 8);
        shown.forEach(number -> assertThat(present(number)).isEqualTo(Presented.TAKEN));

        // When
        one.look(AFTER_THE_PAUSE);

        // Then
        assertThat(calledInOrder()).containsExactly(7L, 8L, 33L, 50L);
    }

    @Test
    void whoever_shows_it_late_is_called_before_all_others() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);
        IntStream.rangeClosed(60, 100).forEach(this::present);
        one.look(AFTER_THE_PAUSE);
        var before = Set.copyOf(calledInOrder());

        // When
        present(20);
        one.look(AFTER_THE_PAUSE.plusMillis(150));

        // Then
        assertThat(calledInOrder()).contains(20L);
        assertThat(before).doesNotContain(20L);
    }

    @Test
    void whoever_was_called_when_it_happened_is_called_again_first() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);
        IntStream.rangeClosed(1, 20).forEach(this::present);

        // When
        one.look(AFTER_THE_PAUSE);

        // Then
        assertThat(calledInOrder()).startsWith(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void rooms_of_those_inside_stay_taken_until_their_stays_are_over() {
        // Given
        var small = withAdmission(sale, 100, 100, 5);
        var looking = new Looking(REDIS, small);
        queueOf(100);
        comeIn(5, NOON.plusSeconds(600));
        looking.look(NOON.plusSeconds(1));
        redisForgets();
        looking.look(LOSS);
        IntStream.rangeClosed(6, 100).forEach(this::present);

        // When
        var early = looking.look(AFTER_THE_PAUSE);
        var late = looking.look(NOON.plusSeconds(700));

        // Then
        assertThat(early.active()).isEqualTo(5);
        assertThat(early.called()).isZero();
        assertThat(late.active()).isZero();
        assertThat(late.called()).isEqualTo(5);
    }

    @Test
    void nobody_new_joins_before_every_process_has_said_what_it_remembers() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);

        // When
        var ticket = join(Subject.browser("new"), LOSS.plusSeconds(1));

        // Then
        assertThat(ticket.outcome()).isEqualTo(Outcome.RECOVERING);
    }

    @Test
    void who_joins_afterwards_stands_behind_everybody() {
        // Given
        queueOf(100);
        redisForgets();
        one.look(LOSS);

        // When
        var ticket = join(Subject.browser("new"), LOSS.plusSeconds(3));

        // Then
        assertThat(ticket.ticket()).isGreaterThan(100);
        assertThat(ticket.epoch()).isEqualTo(2);
        one.look(AFTER_THE_PAUSE);
        assertThat(calledInOrder()).containsExactly(ticket.ticket());
    }

    @Test
    void a_process_that_remembers_does_not_join_people_to_an_empty_room() {
        // Given
        queueOf(100);
        redisForgets();

        // When
        var ticket = joins.run(List.of(new Ask(sale, 1, List.of(Subject.browser("new")), Set.of(), null)), LOSS)
                .toCompletableFuture()
                .join()
                .getFirst();

        // Then
        assertThat(ticket.outcome()).isEqualTo(Outcome.LOST);
    }

    @Test
    void the_lobby_keeps_its_tickets_and_unknown_ones_are_passed_over() {
        // Given
        for (var i = 1; i <= 10; i++) {
            places.add(place(join(Subject.browser("fan " + i), NOON.minusSeconds(60))));
        }
        one.look(NOON.minusSeconds(50));
        redisForgets();
        one.look(NOON.minusSeconds(40));
        scripts.present(places.get(3), OptionalLong.empty(), NOON.minusSeconds(30));

        // When
        var ticket = join(Subject.browser("new"), NOON.minusSeconds(20));

        // Then
        assertThat(ticket.ticket()).isGreaterThan(10);
        assertThat(REDIS.send(Command.SISMEMBER, REDIS.keys(sale.id()).leavers(), 50)
                        .toInteger())
                .isEqualTo(1);
        assertThat(scripts.look(places.get(3).inEpoch(2), OptionalLong.empty(), NOON.minusSeconds(20))
                        .state())
                .isEqualTo(new PlaceState.Lobby());
    }

    @Test
    void a_fail_over_that_loses_the_last_joins_is_noticed() {
        // Given
        queueOf(100);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "joined", 90);

        // When
        var room = one.look(LOSS);

        // Then
        assertThat(room.epoch()).isEqualTo(2);
        assertThat(room.joined()).isGreaterThanOrEqualTo(100);
    }

    @Test
    void what_the_staff_had_decided_still_holds() {
        // Given
        queueOf(100);
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "rate", 3, "paused", "The hall is being checked.");
        one.look(NOON.plusSeconds(2));
        redisForgets();

        // When
        var room = one.look(LOSS);

        // Then
        assertThat(room.ratePerSecond()).isEqualTo(3);
        assertThat(room.told().paused()).isEqualTo("The hall is being checked.");
    }

    @Test
    void a_whole_sale_goes_through_three_losses_and_everybody_comes_in_once_and_in_order() {
        // Given
        var fast = withAdmission(sale, 50, 10, 40);
        var looking = new Looking(REDIS, fast);
        queueOf(300);
        var entered = new ArrayList<Long>();
        var now = NOON.plusSeconds(1);

        // When
        for (var second = 1; second < 400 && entered.size() < 300; second++) {
            now = now.plusSeconds(1);
            if (second == 5 || second == 40 || second == 41) {
                redisForgets();
            }
            var room = looking.look(now);
            assertThat(room.active()).isLessThanOrEqualTo(40);
            for (var i = 0; i < places.size(); i++) {
                var place = places.get(i);
                if (place.epoch() < room.epoch() && !entered.contains(place.ticket())) {
                    scripts.present(place, OptionalLong.of(place.ticket()), now);
                    places.set(i, place.inEpoch(room.epoch()));
                }
            }
            for (var number : calledInOrder()) {
                REDIS.send(Command.ZREM, REDIS.keys(sale.id()).called(), number);
                entered.add(number);
            }
        }

        // Then
        assertThat(entered).hasSize(300).doesNotHaveDuplicates().isSorted();
    }

    /// Of so many, five have been called; both processes have seen it.
    private void queueOf(int many) {
        for (var i = 1; i <= many; i++) {
            places.add(place(join(Subject.browser("fan " + i), NOON)));
        }
        one.look(NOON);
        two.look(NOON);
        for (var called : calledInOrder()) {
            assertThat(called).isLessThanOrEqualTo(5);
        }
    }

    private void redisForgets() {
        for (var key : REDIS.send(Command.KEYS, REDIS.keys(sale.id()).start() + "*")) {
            REDIS.send(Command.DEL, key);
        }
    }

    private void comeIn(int many, Instant until) {
        for (var number = 1; number <= many; number++) {
            REDIS.send(Command.ZREM, REDIS.keys(sale.id()).called(), number);
            REDIS.send(Command.ZADD, REDIS.keys(sale.id()).active(), until.toEpochMilli(), number);
        }
    }

    private Presented present(int number) {
        return scripts.present(places.get(number - 1), OptionalLong.of(number), LOSS.plusSeconds(5));
    }

    private List<Long> calledInOrder() {
        var numbers = new ArrayList<Long>();
        REDIS.send(Command.ZRANGE, REDIS.keys(sale.id()).called(), 0, -1)
                .forEach(number -> numbers.add(number.toLong()));
        return numbers.stream().sorted().toList();
    }

    private Ticket join(Subject subject, Instant now) {
        return joins.run(List.of(new Ask(sale, 0, List.of(subject), Set.of(), null)), now)
                .toCompletableFuture()
                .join()
                .getFirst();
    }

    private Place place(Ticket ticket) {
        return new Place(
                sale.id(),
                ticket.epoch(),
                ticket.drawn().isEmpty() ? Place.Kind.LOBBY : Place.Kind.QUEUE,
                ticket.ticket(),
                ticket.session(),
                false,
                ticket.whose());
    }
}
