package io.holdfast.room.guard;

import static io.holdfast.room.sale.TestSale.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.guard.LimitScript.Answer;
import io.holdfast.room.guard.LimitScript.Bucket;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// On a real Redis; the clock is an argument.
class LimitScriptTest {

    private static final RedisStore REDIS = RealRedis.store();

    private final LimitScript limit = new LimitScript(REDIS);
    private final String keys = REDIS.limits(SaleId.next());

    @Test
    void a_full_bucket_gives_its_burst_at_one_moment_and_no_more() {
        // Given
        var bucket = bucket("ann", 3, 1);

        // When
        var answers = IntStream.range(0, 4).mapToObj(_ -> ask(NOON, bucket)).toList();

        // Then
        assertThat(answers.stream().map(Answer::taken)).containsExactly(true, true, true, false);
        assertThat(answers.getLast().pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_token_comes_back_in_its_time() {
        // Given
        var bucket = bucket("ann", 1, 4);
        ask(NOON, bucket);

        // Then
        assertThat(ask(NOON.plusMillis(249), bucket).pause()).isEqualTo(Duration.ofMillis(1));
        assertThat(ask(NOON.plusMillis(250), bucket).taken()).isTrue();
        assertThat(ask(NOON.plusMillis(251), bucket).taken()).isFalse();
    }

    @Test
    void who_stays_away_for_long_gets_a_full_bucket_and_not_more() {
        // Given
        var bucket = bucket("ann", 2, 1);
        ask(NOON, bucket);

        // When
        var later = IntStream.range(0, 3)
                .mapToObj(_ -> ask(NOON.plusSeconds(3600), bucket).taken())
                .toList();

        // Then
        assertThat(later).containsExactly(true, true, false);
    }

    @Test
    void coming_again_at_the_pace_of_the_bucket_is_never_refused() {
        // Given
        var bucket = bucket("ann", 1, 1000.0 / 7);

        // When
        var refused = IntStream.range(0, 300)
                .filter(i -> !ask(NOON.plusMillis(i * 7L), bucket).taken())
                .count();

        // Then
        assertThat(refused).isZero();
    }

    @Test
    void a_refusal_takes_from_none_of_the_buckets() {
        // Given
        var wide = bucket("address", 2, 0.001);
        var narrow = bucket("ann", 1, 1);
        ask(NOON, wide, narrow);

        // When
        var refused = ask(NOON, wide, narrow);

        // Then
        assertThat(refused.taken()).isFalse();
        assertThat(refused.emptiest()).isEqualTo(2);
        assertThat(ask(NOON, wide, bucket("bob", 1, 1)).taken()).isTrue();
        assertThat(ask(NOON, wide, bucket("cem", 1, 1)).emptiest()).isEqualTo(1);
    }

    @Test
    void the_longest_wait_is_told() {
        // Given
        var slow = bucket("slow", 1, 0.1);
        var quick = bucket("quick", 1, 10);
        ask(NOON, slow, quick);

        // When
        var refused = ask(NOON, slow, quick);

        // Then
        assertThat(refused.pause()).isEqualTo(Duration.ofSeconds(10));
        assertThat(refused.emptiest()).isEqualTo(1);
    }

    @Test
    void requests_asked_about_together_are_answered_one_after_the_other() {
        // Given
        var address = bucket("address", 2, 1);
        var requests = List.of(
                List.of(address, bucket("ann", 1, 1)),
                List.of(address, bucket("ann", 1, 1)),
                List.of(address, bucket("bob", 1, 1)),
                List.of(address, bucket("cem", 1, 1)));

        // When
        var answers = told(limit.run(requests, NOON));

        // Then
        assertThat(answers.stream().map(Answer::taken)).containsExactly(true, false, true, false);
        assertThat(answers.stream().map(Answer::emptiest)).containsExactly(0, 2, 0, 1);
    }

    @Test
    void sixty_four_at_once_from_two_processes_never_get_more_than_the_bucket_holds() throws Exception {
        // Given
        var bucket = bucket("ann", 10, 0.001);
        var other = new LimitScript(REDIS);
        Callable<Boolean> here = () -> ask(NOON, bucket).taken();
        Callable<Boolean> there =
                () -> told(other.run(List.of(List.of(bucket)), NOON)).getFirst().taken();

        // When
        List<Boolean> taken;
        try (var threads = Executors.newFixedThreadPool(64)) {
            taken = threads
                    .invokeAll(IntStream.range(0, 64)
                            .mapToObj(i -> i % 2 == 0 ? here : there)
                            .toList())
                    .stream()
                    .map(Future::resultNow)
                    .toList();
        }

        // Then
        assertThat(taken).hasSize(64).filteredOn(Boolean::booleanValue).hasSize(10);
    }

    @Test
    void what_was_taken_within_the_last_minute_is_told() {
        // Given
        var address = counting("address");
        for (var i = 0; i < 60; i++) {
            ask(NOON.plusSeconds(i), address);
        }

        // Then
        assertThat(crowd(NOON.plusSeconds(59))).isEqualTo(60);
        assertThat(crowd(NOON.plusSeconds(90))).isEqualTo(30);
        assertThat(crowd(NOON.plusSeconds(119))).isEqualTo(1);
        assertThat(crowd(NOON.plusSeconds(120))).isZero();
    }

    @Test
    void a_refusal_is_not_counted() {
        // Given
        var address = counting("address");
        var ann = bucket("ann", 1, 0.001);
        ask(NOON, address, ann);

        // When
        ask(NOON, address, ann);

        // Then
        assertThat(crowd(NOON)).isEqualTo(1);
    }

    @Test
    void asking_for_the_count_takes_nothing_and_keeps_nothing() {
        // When
        crowd(NOON);

        // Then
        assertThat(REDIS.send(Command.EXISTS, keys + "address").toLong()).isZero();
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out() {
        // Given
        var bucket = bucket("ann", 2, 1);
        ask(NOON, bucket);
        ask(NOON, bucket);

        // When
        var refused = ask(NOON.minus(Duration.ofMinutes(10)), bucket);

        // Then
        assertThat(refused.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void by_redis_own_clock_a_bucket_is_forgotten_when_it_is_full_again() {
        // Given
        var ann = bucket("ann", 10, 0.5);
        var address = counting("address");

        // When
        var answer = told(limit.run(List.of(List.of(address, ann)), null)).getFirst();

        // Then
        assertThat(answer.taken()).isTrue();
        assertThat(REDIS.send(Command.PTTL, keys + "ann").toLong()).isBetween(1L, 2000L);
        assertThat(REDIS.send(Command.PTTL, keys + "address").toLong()).isBetween(50_000L, 120_000L);
    }

    private Answer ask(Instant now, Bucket... buckets) {
        return told(limit.run(List.of(List.of(buckets)), now)).getFirst();
    }

    private static List<Answer> told(CompletionStage<List<Answer>> answers) {
        return answers.toCompletableFuture().join();
    }

    private long crowd(Instant now) {
        return ask(now, new Bucket(keys + "address", 1, 1, false, true)).crowd();
    }

    private Bucket bucket(String name, int burst, double perSecond) {
        return new Bucket(keys + name, burst, perSecond, true, false);
    }

    private Bucket counting(String name) {
        return new Bucket(keys + name, 1000, 1000, true, true);
    }
}
