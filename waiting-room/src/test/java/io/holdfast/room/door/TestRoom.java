package io.holdfast.room.door;

import static io.holdfast.room.sale.TestSale.NOON;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A room for tests: 100,000 have joined; 10 a second, 5 at one moment, 100 inside. Open once somebody is served.
final class TestRoom {

    private final Instant at;
    private OptionalLong drawn = OptionalLong.empty();
    private long serving;
    private @Nullable String paused;
    private @Nullable Instant recovering;
    private long seats = -1;
    private long held;
    private double health = 1;
    private @Nullable String trouble;

    private TestRoom(Instant at) {
        this.at = at;
    }

    static TestRoom at(Instant at) {
        return new TestRoom(at);
    }

    TestRoom serving(long number) {
        serving = number;
        drawn = OptionalLong.of(10);
        return this;
    }

    TestRoom paused(@Nullable String why) {
        paused = why;
        return this;
    }

    TestRoom recovering(Instant until) {
        recovering = until;
        return this;
    }

    TestRoom seats(long left, long held) {
        this.seats = left;
        this.held = held;
        return this;
    }

    TestRoom health(double health, @Nullable String trouble) {
        this.health = health;
        this.trouble = trouble;
        return this;
    }

    Room room() {
        return new Room(
                at,
                1,
                0,
                recovering,
                100_000,
                drawn,
                serving,
                0,
                0,
                0,
                0,
                serving,
                serving,
                0,
                0,
                0,
                0,
                0,
                0,
                new Room.Told(
                        NOON.minus(Duration.ofHours(1)),
                        NOON,
                        NOON.plus(Duration.ofHours(2)),
                        Instant.EPOCH,
                        paused,
                        null,
                        false,
                        10,
                        5,
                        100,
                        0.2,
                        health,
                        trouble,
                        seats,
                        held),
                Duration.ofMinutes(10),
                100,
                null,
                List.of(),
                List.of());
    }
}
