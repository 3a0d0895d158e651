package io.holdfast.room.door;

import static io.holdfast.room.sale.TestSale.NOON;
import static io.holdfast.room.sale.TestSale.atNoon;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.event.PulseEvent.Health;
import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.contracts.event.PulseEvent.Trouble;
import io.holdfast.room.redis.RealRedis;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.TestSale;
import io.vertx.redis.client.Command;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// On a real Redis; the clock is an argument.
class PulseScriptTest {

    private static final RedisStore REDIS = RealRedis.store();

    private final Sale sale = atNoon();
    private final Pulses pulses = new Pulses(TestSale.unknown(REDIS), REDIS);
    private final Looking looking = new Looking(REDIS, sale);

    @Test
    void every_trouble_halves_the_pace_and_quiet_gives_it_back_slowly() {
        // When
        var first = hear(NOON, Trouble.PAYMENT);
        var second = hear(NOON.plusSeconds(2), Trouble.PAYMENT);
        var quiet = hear(NOON.plusSeconds(12), Trouble.NONE);

        // Then
        assertThat(first).isEqualTo(0.5);
        assertThat(second).isEqualTo(0.25);
        assertThat(quiet).isEqualTo(0.5);
    }

    @Test
    void the_room_never_stands_quite_still_so_that_it_can_learn() {
        // When
        for (var second = 0; second < 100; second++) {
            hear(NOON.plusSeconds(second), Trouble.DATABASE);
        }

        // Then
        assertThat(looking.look(NOON.plusSeconds(100)).told().health()).isEqualTo(0.05);
    }

    @Test
    void after_a_while_of_quiet_all_is_well_and_nothing_is_said() {
        // Given
        hear(NOON, Trouble.PAYMENT);
        assertThat(looking.look(NOON.plusSeconds(1)).told().trouble()).isEqualTo("PAYMENT");

        // When
        hear(NOON.plusSeconds(10), Trouble.NONE);
        assertThat(looking.look(NOON.plusSeconds(11)).told().trouble()).isEqualTo("PAYMENT");
        hear(NOON.plusSeconds(20), Trouble.NONE);
        hear(NOON.plusSeconds(30), Trouble.NONE);

        // Then
        var told = looking.look(NOON.plusSeconds(31)).told();
        assertThat(told.health()).isEqualTo(1);
        assertThat(told.trouble()).isNull();
    }

    @Test
    void an_older_pulse_and_the_same_one_again_change_nothing() {
        // Given
        hear(NOON.plusSeconds(2), Trouble.PAYMENT);

        // Then
        assertThat(pulses.hear(pulse(NOON.plusSeconds(2), Trouble.PAYMENT, 5), NOON.plusSeconds(3)))
                .isEmpty();
        assertThat(pulses.hear(pulse(NOON, Trouble.PAYMENT, 5), NOON.plusSeconds(3)))
                .isEmpty();
    }

    @Test
    void seats_that_were_left_half_a_minute_ago_are_not_known_any_more() {
        // Given
        pulses.hear(pulse(NOON, Trouble.NONE, 4), NOON);
        assertThat(looking.look(NOON.plusSeconds(29)).useful()).isEqualTo(4);

        // When
        var room = looking.look(NOON.plusSeconds(31));

        // Then
        assertThat(room.useful()).isEqualTo(100);
        assertThat(room.told().seats()).isEqualTo(-1);
    }

    @Test
    void sold_out_stays_sold_out_though_nobody_says_so_again() {
        // Given
        REDIS.send(Command.HSET, REDIS.keys(sale.id()).room(), "joined", 5);
        pulses.hear(pulse(NOON, Trouble.NONE, 0), NOON);

        // When
        var room = looking.look(NOON.plusSeconds(600));

        // Then
        assertThat(room.told().soldOut()).isTrue();
        assertThat(room.calls()).isZero();
    }

    private double hear(Instant at, Trouble trouble) {
        return Double.parseDouble(pulses.hear(pulse(at, trouble, 500), at));
    }

    private SalePulse pulse(Instant at, Trouble trouble, long seats) {
        return new SalePulse(sale.id(), seats, 0, 2, new Health(0, 0, 1, trouble), at);
    }
}
