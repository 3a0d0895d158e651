package io.holdfast.ticketing.hold;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.seat.SeatsChanged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Seats of which this process has seen, less than [#CERTAIN] ago, that somebody has them. Whoever else asks for one
/// need not trouble the database: a thousand people want the same seat, and one transaction is enough to tell them.
///
/// It can be wrong in one direction only: another process may have given the seat back meanwhile, and for a moment it
/// is refused though it is free. Whether somebody asks again for what they were given is looked up before they are
/// refused ([HoldGroups]).
@ApplicationScoped
class TakenSeats {

    static final Duration CERTAIN = Duration.ofSeconds(1);

    /// About 40 MB; who asks beyond that asks the database.
    private static final int MOST = 200_000;

    private record Seat(PerformanceId performance, SeatId seat) {}

    private record Taken(String owner, long until) {}

    private volatile Map<Seat, Taken> young = new ConcurrentHashMap<>();
    private volatile Map<Seat, Taken> old = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private volatile long turned;

    @Inject
    TakenSeats() {
        this(System::nanoTime);
    }

    TakenSeats(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.turned = nanoTime.getAsLong();
    }

    /// @param seconds after which it may be free by itself
    void by(String owner, PerformanceId performance, SeatId seat, double seconds) {
        var now = nanoTime.getAsLong();
        if (now - turned > CERTAIN.toNanos()) {
            turn(now);
        }
        if (young.size() < MOST) {
            var certain = Math.min((long) (seconds * 1e9), CERTAIN.toNanos());
            young.put(new Seat(performance, seat), new Taken(owner, now + certain));
        }
    }

    void byHolder(Wish wish) {
        wish.seats().forEach(seat -> by(wish.subject().value(), wish.performance(), seat, CERTAIN.toSeconds()));
    }

    private synchronized void turn(long now) {
        if (now - turned > CERTAIN.toNanos()) {
            old = young;
            young = new ConcurrentHashMap<>();
            turned = now;
        }
    }

    /// @return which of the seats somebody else has for certain; empty when one of them is the visitor's own
    List<SeatId> from(Subject visitor, PerformanceId performance, Collection<SeatId> seats) {
        var now = nanoTime.getAsLong();
        List<SeatId> taken = List.of();
        for (var seat : seats) {
            var known = known(new Seat(performance, seat));
            if (known != null && known.until() - now > 0) {
                if (known.owner().equals(visitor.value())) {
                    return List.of();
                }
                if (taken.isEmpty()) {
                    taken = new ArrayList<>(seats.size());
                }
                taken.add(seat);
            }
        }
        return taken;
    }

    private @Nullable Taken known(Seat seat) {
        var known = young.get(seat);
        return known != null ? known : old.get(seat);
    }

    /// Something has become of these seats; what, the database knows.
    void forget(@Observes SeatsChanged changed) {
        for (var id : changed.seats()) {
            var seat = new Seat(changed.performance(), id);
            young.remove(seat);
            old.remove(seat);
        }
    }
}
