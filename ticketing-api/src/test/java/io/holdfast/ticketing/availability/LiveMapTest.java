package io.holdfast.ticketing.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.availability.Readings.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveMapTest {

    private static final long SECOND = 1_000_000;

    private final Seating seating = new Seating(
            7,
            IntStream.rangeClosed(1, 10)
                    .mapToObj(n -> new Seating.Seat(new SeatId("A-" + n), n <= 5 ? "R" : "S"))
                    .toList());
    private final LiveMap map = new LiveMap(PerformanceId.next(), new Listeners());

    @Test
    void of_two_readings_the_later_counts_whichever_arrives_first() {
        read(100 * SECOND);
        map.learn(List.of(seen(1, LiveSeats.SOLD, 102 * SECOND)));
        map.learn(List.of(seen(1, LiveSeats.HELD, 101 * SECOND)));

        map.refresh(103 * SECOND);

        assertThat(state(1)).isEqualTo(LiveSeats.SOLD);
    }

    @Test
    void a_reading_of_all_seats_changes_none_of_which_more_is_known() {
        read(100 * SECOND);
        map.learn(List.of(seen(1, LiveSeats.SOLD, 102 * SECOND)));

        read(101 * SECOND);

        assertThat(state(1)).isEqualTo(LiveSeats.SOLD);
    }

    @Test
    void what_is_learnt_while_the_first_reading_is_under_way_is_not_lost() {
        map.learn(List.of(seen(1, LiveSeats.SOLD, 102 * SECOND)));

        read(101 * SECOND);

        assertThat(state(1)).isEqualTo(LiveSeats.SOLD);
    }

    @Test
    void two_accounts_at_almost_the_same_moment_are_doubted() {
        read(100 * SECOND);
        map.learn(List.of(seen(1, LiveSeats.HELD, 102 * SECOND)));

        var learnt = map.learn(List.of(seen(1, LiveSeats.FREE, 102 * SECOND - 20_000)));

        assertThat(learnt.doubted()).containsExactly(new SeatId("A-1"));
    }

    @Test
    void a_seat_nobody_knows_is_strange() {
        read(100 * SECOND);

        var learnt = map.learn(List.of(new Seen(new SeatId("Z-9"), LiveSeats.HELD, Seen.NEVER, 101 * SECOND)));

        assertThat(learnt.strange()).isTrue();
    }

    @Test
    void a_hold_ends_by_itself() {
        read(100 * SECOND);
        map.learn(List.of(new Seen(new SeatId("A-1"), LiveSeats.HELD, 110 * SECOND, 101 * SECOND)));
        map.refresh(110 * SECOND - 1);
        assertThat(state(1)).isEqualTo(LiveSeats.HELD);

        map.refresh(110 * SECOND);

        assertThat(state(1)).isEqualTo(LiveSeats.FREE);
    }

    @Test
    void the_version_depends_on_nothing_but_how_the_seats_stand() {
        read(100 * SECOND);
        var other = new LiveMap(map.performance(), new Listeners());
        other.read(seating, reading(150 * SECOND), 0, 150 * SECOND);
        map.learn(List.of(seen(1, LiveSeats.HELD, 101 * SECOND), seen(2, LiveSeats.SOLD, 102 * SECOND)));
        map.refresh(103 * SECOND);

        other.learn(List.of(seen(2, LiveSeats.SOLD, 152 * SECOND)));
        other.refresh(152 * SECOND);
        other.learn(List.of(seen(1, LiveSeats.HELD, 155 * SECOND)));
        other.refresh(156 * SECOND);

        assertThat(other.seatsLookedAt().version())
                .isEqualTo(map.seatsLookedAt().version());
    }

    @Test
    void who_knows_an_earlier_version_is_told_what_has_changed_since() {
        read(100 * SECOND);
        var before = map.seatsLookedAt().version();
        change(1, LiveSeats.HELD, 101 * SECOND);
        change(2, LiveSeats.SOLD, 102 * SECOND);
        change(1, LiveSeats.FREE, 103 * SECOND);

        var word = map.since(before);

        assertThat(word.event().toString(StandardCharsets.UTF_8))
                .contains("event: changes")
                .contains("id: " + map.seatsLookedAt().version())
                .contains("{\"free\":[0],\"sold\":[1],\"left\":{\"R\":4,\"S\":5}}");
    }

    @Test
    void who_knows_the_version_that_is_shown_is_told_nothing() {
        read(100 * SECOND);

        var word = map.since(map.seatsLookedAt().version());

        assertThat(word.event()).isNull();
    }

    @Test
    void who_knows_a_version_nobody_remembers_is_told_everything() {
        read(100 * SECOND);

        var word = map.since("somebody-elses");

        assertThat(word.resync()).isTrue();
        assertThat(word.event().toString(StandardCharsets.UTF_8)).contains("event: seats");
    }

    @Test
    void changes_are_remembered_up_to_the_size_of_the_hall() {
        read(100 * SECOND);
        var first = map.seatsLookedAt().version();
        for (var n = 0; n < 40; n++) {
            change(1 + n % 10, n % 20 < 10 ? LiveSeats.HELD : LiveSeats.SOLD, (101 + n) * SECOND);
        }

        var word = map.since(first);

        assertThat(word.resync()).isTrue();
    }

    @Test
    void another_plan_is_another_version_though_all_is_free() {
        read(100 * SECOND);
        var before = map.seatsLookedAt().version();
        var larger = new Seating(
                8,
                IntStream.rangeClosed(1, 11)
                        .mapToObj(n -> new Seating.Seat(new SeatId("A-" + n), "R"))
                        .toList());

        map.read(larger, reading(101 * SECOND, 8, 11), 0, 101 * SECOND);

        assertThat(map.seatsLookedAt().capacity()).isEqualTo(11);
        assertThat(map.since(before).resync()).isTrue();
    }

    private void change(int seat, byte state, long at) {
        map.learn(List.of(seen(seat, state, at)));
        map.refresh(at);
    }

    private void read(long at) {
        map.read(seating, reading(at), 0, at);
    }

    private static Reading reading(long at) {
        return reading(at, 7, 10);
    }

    private static Reading reading(long at, long mark, int seats) {
        var untils = new long[seats];
        Arrays.fill(untils, Seen.NEVER);
        return new Reading(at, mark, new byte[seats], untils);
    }

    private static Seen seen(int seat, byte state, long at) {
        return new Seen(new SeatId("A-" + seat), state, Seen.NEVER, at);
    }

    private byte state(int seat) {
        return map.seatsLookedAt().state(seat - 1);
    }
}
