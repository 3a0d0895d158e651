package io.holdfast.room.door;

import io.holdfast.room.sale.Sale;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// What one process knows of a sale's door without asking anybody: the room as last seen, and the time since.
///
/// @param now Redis' time, carried on by this process' own ticking, so that a wrong wall clock does no harm
/// @param outflow numbers passed per second lately; empty: not known
/// @param admission visitors come in per second lately; empty: not known
public record Door(Sale sale, Room room, Instant now, OptionalDouble outflow, OptionalDouble admission) {

    /// From so far in front on, people ask for themselves.
    public static final int NEAR = 50;

    /// How far the pace of a queue strays, up and down, in what is promised.
    private static final double MARGIN = 0.25;

    /// Everybody asks so often before their turn.
    private static final double ASKED = 4;

    private static final int[] POLLS = {1, 2, 3, 5, 8, 12, 20, 30};

    /// Why a door is as it is, when that needs a word.
    public enum Reason {
        STAFF,
        RECOVERING,
        PAYMENT_TROUBLE,
        OVERLOAD,
        ALL_SEATS_HELD,
        SOLD_OUT,
        ENDED,
        CLOSED_BY_STAFF
    }

    public SaleState state() {
        if (!now.isBefore(room.told().closesAt())) {
            return SaleState.CLOSED;
        }
        if (room.drawn().isPresent()) {
            if (room.told().soldOut()) {
                return SaleState.CLOSED;
            }
            return room.told().paused() == null && !recovering() ? SaleState.OPEN : SaleState.PAUSED;
        }
        return now.isBefore(room.told().lobbyOpensAt()) ? SaleState.SCHEDULED : SaleState.LOBBY;
    }

    public @Nullable Reason reason() {
        return switch (state()) {
            case SCHEDULED -> null;
            case LOBBY -> recovering() ? Reason.RECOVERING : null;
            case OPEN -> whyNotFaster();
            case PAUSED -> room.told().paused() == null ? Reason.RECOVERING : Reason.STAFF;
            case CLOSED -> {
                if (now.isBefore(room.told().closesAt())) {
                    yield Reason.SOLD_OUT;
                }
                yield room.told().closed() == null ? Reason.ENDED : Reason.CLOSED_BY_STAFF;
            }
        };
    }

    private @Nullable Reason whyNotFaster() {
        if (room.told().seats() == 0) {
            return Reason.ALL_SEATS_HELD;
        }
        if (room.told().health() < 1) {
            return "PAYMENT".equals(room.told().trouble()) ? Reason.PAYMENT_TROUBLE : Reason.OVERLOAD;
        }
        return null;
    }

    private boolean recovering() {
        var until = room.recovering();
        return until != null && now.isBefore(until);
    }

    /// What the staff says to those who wait.
    public @Nullable String message() {
        return switch (state()) {
            case PAUSED -> room.told().paused();
            case CLOSED -> room.told().closed();
            case SCHEDULED, LOBBY, OPEN -> null;
        };
    }

    public boolean takesJoins() {
        return !room.told().draining()
                && switch (state()) {
                    case SCHEDULED, CLOSED -> false;
                    case LOBBY, OPEN, PAUSED -> true;
                };
    }

    /// How fast the queue moves, at least and at most: its pace of late, give or take a quarter.
    ///
    /// @return empty when nobody can tell
    public Optional<Pace> pace() {
        return state() == SaleState.OPEN && outflow.isPresent()
                ? Optional.of(new Pace(outflow.getAsDouble() * (1 - MARGIN), outflow.getAsDouble() * (1 + MARGIN)))
                : Optional.empty();
    }

    /// @param slowest numbers passed per second
    /// @param fastest numbers passed per second
    public record Pace(double slowest, double fastest) {}

    /// How long somebody with so many people ahead waits.
    ///
    /// @return empty when nobody can tell
    public Optional<Eta> eta(long ahead) {
        return pace().map(pace ->
                new Eta((long) Math.floor(ahead / pace.fastest()), (long) Math.ceil((ahead + 1) / pace.slowest())));
    }

    /// @param from seconds
    /// @param to seconds
    public record Eta(long from, long to) {}

    /// How long a visitor with so many people ahead may wait before asking again: the longer, the farther back they
    /// are and the slower the queue has really moved of late. A full room moves slower than its rate, and nobody
    /// gains by asking.
    public int nextPollSeconds(long ahead) {
        return switch (state()) {
            case SCHEDULED, LOBBY -> secondsToOpening();
            case OPEN -> between(1, ahead / likelyPace() / ASKED, longestPoll());
            case PAUSED -> 5;
            case CLOSED -> 30;
        };
    }

    /// Half a call, so that nobody misses one between two questions.
    private int longestPoll() {
        return Math.clamp(sale.calledFor().toSeconds() / 2, 1, POLLS[POLLS.length - 1]);
    }

    private double likelyPace() {
        return Math.min(outflow.orElse(room.ratePerSecond()), room.ratePerSecond());
    }

    /// The same for everybody at once: who has at least so many people ahead asks again after so many seconds.
    public List<Poll> polls() {
        if (state() != SaleState.OPEN) {
            return List.of(new Poll(0, nextPollSeconds(0)));
        }
        var polls = new ArrayList<Poll>();
        for (var i = 0; i < POLLS.length && POLLS[i] <= longestPoll(); i++) {
            var ahead = i == 0 ? 0 : (long) (POLLS[i] * ASKED * likelyPace());
            if (i == 0 || ahead > polls.getLast().ahead()) {
                polls.add(new Poll(ahead, POLLS[i]));
            }
        }
        return polls;
    }

    public record Poll(long ahead, int seconds) {}

    /// The same for somebody whose distance is not known.
    public int nextPollSeconds() {
        return state() == SaleState.OPEN ? 2 : nextPollSeconds(0);
    }

    private int secondsToOpening() {
        var left = Duration.between(now, room.told().opensAt()).toMillis() / 1000.0;
        return between(1, left / 2, 15);
    }

    private static int between(int least, double wanted, int most) {
        return (int) Math.max(least, Math.min(most, Math.ceil(wanted)));
    }
}
