package io.holdfast.room.sale;

import static io.holdfast.room.sale.TestSale.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesTest {

    private final RedisStore redis = RealRedis.store();
    private final Sales sales = new Sales(redis);
    private final Sales withoutKafka = new Sales(redis);
    private final SaleScheduled hamlet = scheduled(10, Duration.ofMinutes(10));

    @Test
    void a_process_that_cannot_hear_the_topic_knows_what_another_was_told() {
        // Given
        sales.learn(hamlet);
        sales.compareWithRedis(NOON);

        // When
        withoutKafka.compareWithRedis(NOON);

        // Then
        assertThat(withoutKafka.get(hamlet.sale())).isEqualTo(Sale.of(hamlet));
    }

    @Test
    void an_emptied_redis_is_filled_again() {
        // Given
        sales.learn(hamlet);
        sales.compareWithRedis(NOON);
        redis.send(Command.DEL, redis.salesKey());

        // When
        sales.compareWithRedis(NOON);

        // Then
        withoutKafka.compareWithRedis(NOON);
        assertThat(withoutKafka.find(hamlet.sale())).isPresent();
    }

    @Test
    void what_the_topic_says_wins_over_the_copy() {
        // Given
        sales.learn(hamlet);
        sales.compareWithRedis(NOON);
        var faster = new SaleScheduled(
                hamlet.sale(),
                hamlet.title(),
                hamlet.performances(),
                hamlet.lobbyOpensAt(),
                hamlet.opensAt(),
                hamlet.closesAt(),
                new AdmissionSettings(99, 1, 1, Duration.ofSeconds(60), Duration.ofMinutes(10)));

        // When
        sales.learn(faster);
        sales.compareWithRedis(NOON);

        // Then
        assertThat(sales.get(hamlet.sale()).ratePerSecond()).isEqualTo(99);
        withoutKafka.compareWithRedis(NOON);
        assertThat(withoutKafka.get(hamlet.sale()).ratePerSecond()).isEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0123", "3210", "1302", "3300", "2031"})
    void in_whichever_order_a_sale_is_told_what_was_said_last_stays(String order) {
        order.chars().map(Character::getNumericValue).forEach(minute -> sales.learn(said(minute)));

        assertThat(sales.get(hamlet.sale()).title()).isEqualTo("3");
    }

    @Test
    void a_sale_told_without_a_time_is_heard_after_another_without_one() {
        // Given
        sales.learn(hamlet);

        // When
        sales.learn(said(0));

        // Then
        assertThat(sales.get(hamlet.sale()).title()).isEqualTo("0");
    }

    @Test
    void a_sale_whose_waiting_room_is_switched_off_is_nobodys_business_here() {
        // Given
        sales.learn(hamlet);
        sales.compareWithRedis(NOON);
        withoutKafka.compareWithRedis(NOON);
        var without = new SaleScheduled(
                hamlet.sale(),
                hamlet.title(),
                hamlet.performances(),
                hamlet.lobbyOpensAt(),
                hamlet.opensAt(),
                hamlet.closesAt(),
                hamlet.admission(),
                false,
                null,
                null,
                null);

        // When
        sales.learn(without);
        sales.compareWithRedis(NOON);

        // Then
        assertThat(sales.find(hamlet.sale())).isEmpty();
        withoutKafka.compareWithRedis(NOON);
        assertThat(withoutKafka.find(hamlet.sale())).isEmpty();
    }

    @Test
    void a_sale_long_over_is_forgotten() {
        // Given
        sales.learn(hamlet);
        sales.compareWithRedis(NOON);

        // When
        sales.compareWithRedis(hamlet.closesAt().plus(Duration.ofDays(31)));

        // Then
        assertThat(sales.find(hamlet.sale())).isEmpty();
        assertThat(redis.send(Command.HLEN, redis.salesKey()).toInteger()).isZero();
    }

    @Test
    void nobody_stays_for_ever() {
        assertThat(Sale.of(scheduled(10, Duration.ofDays(1))).activeFor()).isEqualTo(Sale.LONGEST_STAY);
    }

    @Test
    void a_sale_nobody_could_enter_is_refused() {
        assertThatThrownBy(() -> sales.learn(scheduled(0, Duration.ofMinutes(10))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sales.learn(scheduled(Double.NaN, Duration.ofMinutes(10))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// @param minute past noon; 0: before facts had a time
    private SaleScheduled said(int minute) {
        return new SaleScheduled(
                hamlet.sale(),
                String.valueOf(minute),
                hamlet.performances(),
                hamlet.lobbyOpensAt(),
                hamlet.opensAt(),
                hamlet.closesAt(),
                hamlet.admission(),
                true,
                null,
                null,
                minute == 0 ? null : NOON.plusSeconds(60L * minute));
    }

    private static SaleScheduled scheduled(double ratePerSecond, Duration activeFor) {
        return new SaleScheduled(
                SaleId.next(),
                "Hamlet",
                List.of(),
                NOON.minusSeconds(3600),
                NOON,
                NOON.plusSeconds(3600),
                new AdmissionSettings(ratePerSecond, 5, 100, Duration.ofSeconds(60), activeFor));
    }
}
