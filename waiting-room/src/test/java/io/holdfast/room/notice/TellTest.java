package io.holdfast.room.notice;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.event.TurnEvent.TurnNear;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.redis.SaleKeys;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// On a real Redis; the clock is an argument.
class TellTest {

    private static final RedisStore REDIS = RealRedis.store();
    private static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private final SaleId sale = SaleId.next();
    private final SaleKeys keys = REDIS.keys(sale);
    private final CustomerId ann = CustomerId.next();
    private final CustomerId bob = CustomerId.next();
    private final Tell tell = new Tell(REDIS);

    @Test
    void a_turn_that_is_near_is_told_once() {
        // Given
        waits(100, ann);
        waits(151, bob);

        // When
        looks(100 - 50);
        looks(100 - 50);

        // Then
        assertThat(told()).containsExactly(new TurnNear(sale, ann, 49, NOON));
    }

    @Test
    void a_turn_that_has_come_is_told_once_with_its_end() {
        // Given
        waits(100, ann);
        looks(60);
        called(100);

        // When
        looks(100);
        looks(100);

        // Then
        assertThat(told())
                .containsExactly(
                        new TurnNear(sale, ann, 39, NOON), new TurnCame(sale, ann, NOON.plusSeconds(60), NOON));
    }

    @Test
    void a_turn_that_comes_out_of_the_blue_is_told_as_come() {
        // Given
        waits(3, ann);
        called(3);

        // When
        looks(3);

        // Then
        assertThat(told()).containsExactly(new TurnCame(sale, ann, NOON.plusSeconds(60), NOON));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void whose_place_has_ended_is_told_nothing(int mark) {
        // Given
        waits(100, ann);
        marked(100, mark);

        // When
        looks(90);
        looks(100);

        // Then
        assertThat(told()).isEmpty();
        assertThat(waiting()).isZero();
    }

    @Test
    void whoever_has_come_in_is_told_nothing_more() {
        // Given
        waits(100, ann);
        looks(90);
        REDIS.send(Command.ZADD, keys.active(), NOON.plusSeconds(600).toEpochMilli(), 100);

        // When
        looks(100);

        // Then
        assertThat(told()).hasSize(1);
        assertThat(waiting()).isZero();
    }

    @Test
    void whoever_was_moved_back_before_we_looked_is_told_at_the_later_turn() {
        // Given
        waits(100, ann);
        looks(90);
        REDIS.send(Command.ZADD, keys.again(), 300, 100);
        looks(150);

        // When
        REDIS.send(Command.ZREM, keys.again(), 100);
        called(100);
        looks(300);

        // Then
        assertThat(told()).last().isEqualTo(new TurnCame(sale, ann, NOON.plusSeconds(60), NOON));
    }

    @Test
    void the_invited_are_told_when_they_are_called_whatever_is_being_served() {
        // Given
        REDIS.send(Command.ZADD, keys.noticed(), 0, new Wish(900, ann));
        looks(1);
        called(900);

        // When
        looks(1);

        // Then
        assertThat(told()).containsExactly(new TurnCame(sale, ann, NOON.plusSeconds(60), NOON));
    }

    @Test
    void tickets_of_the_lobby_are_handed_out_once_to_be_worked_out() {
        // Given
        REDIS.send(Command.SADD, keys.noticeTickets(), new Wish(7, ann));

        // When
        var first = tell.run(sale, 0, 50, 500, NOON);
        var second = tell.run(sale, 0, 50, 500, NOON);

        // Then
        assertThat(first.tickets()).containsExactly(new Wish(7, ann));
        assertThat(second.tickets()).isEmpty();
    }

    @Test
    void of_64_processes_that_look_at_once_each_turn_is_told_by_one() throws Exception {
        // Given
        for (var number = 1; number <= 40; number++) {
            waits(number, CustomerId.next());
            called(number);
        }

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var running = new ArrayList<Future<?>>();
            for (var i = 0; i < 64; i++) {
                running.add(threads.submit(() -> new Tell(REDIS).run(sale, 40, 50, 3, NOON)));
            }
            for (var one : running) {
                one.get();
            }
        }

        // Then
        assertThat(told()).hasSize(40).allMatch(TurnCame.class::isInstance).doesNotHaveDuplicates();
    }

    private void waits(long number, CustomerId customer) {
        REDIS.send(Command.ZADD, keys.notices(), number, new Wish(number, customer));
    }

    private void called(long number) {
        REDIS.send(Command.ZADD, keys.called(), NOON.plusSeconds(60).toEpochMilli(), number);
    }

    private void marked(long number, int mark) {
        REDIS.send(Command.BITFIELD, keys.marks(), "SET", "u4", "#" + number, mark);
    }

    private void looks(long serving) {
        tell.run(sale, serving, 50, 500, NOON);
    }

    private long waiting() {
        return REDIS.send(Command.ZCARD, keys.notices()).toLong()
                + REDIS.send(Command.ZCARD, keys.noticed()).toLong();
    }

    private List<TurnEvent> told() {
        var events = new ArrayList<TurnEvent>();
        for (var entry : REDIS.send(Command.XRANGE, keys.told(), "-", "+")) {
            var fields = entry.get(1);
            var event = EventCodec.read(
                    fields.get(1).toString(), fields.get(3).toString().getBytes(StandardCharsets.UTF_8));
            events.add((TurnEvent) event.orElseThrow());
        }
        return events;
    }
}
