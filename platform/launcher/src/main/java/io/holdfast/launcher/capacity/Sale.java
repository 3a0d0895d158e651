package io.holdfast.launcher.capacity;

import java.time.Duration;
import java.time.LocalTime;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// A sale as it is expected. Shares are 0 to 1.
///
/// @param people who want to come
/// @param opens at that time of the day; only for reading the answer
/// @param early share of them who wait in the lobby when it opens
/// @param lobby how long before the opening people gather
/// @param arrivals how long after the opening the others come, the most of them at once
/// @param noShow share of those called who do not come
/// @param seatsPerOrder on average
/// @param looking share of those who come in and take nothing
/// @param walking share of those who take seats and never pay
/// @param choosing from coming in until seats are held, on average
/// @param paying from then until they are paid, on average
/// @param hold how long seats are kept for whoever does not pay
/// @param called how long somebody who is called may take to come in
/// @param stay how long somebody may stay inside
/// @param within how long after the opening every seat is to be in somebody's hands, unless a rate is given
/// @param rate visitors let in per second; absent: what `within` asks for
/// @param cap most visitors inside at once; absent: what the rate asks for
/// @param cached share of the public document that a cache in front answers
record Sale(
        int people,
        int seats,
        @Nullable LocalTime opens,
        double early,
        Duration lobby,
        Duration arrivals,
        double noShow,
        double seatsPerOrder,
        double looking,
        double walking,
        Duration choosing,
        Duration paying,
        Duration hold,
        Duration called,
        Duration stay,
        Duration within,
        OptionalDouble rate,
        OptionalInt cap,
        double cached) {

    /// How much of the crowd after the opening comes at once: e⁻³ of it is left at the end of `arrivals`.
    private static final double HURRY = 3;

    /// A queue is planned for what is usual and three standard deviations more.
    private static final double DEVIATIONS = 3;

    Sale {
        if (people < 1 || seats < 1 || seatsPerOrder < 1) {
            throw new IllegalArgumentException("people, seats and seats in an order are at least 1");
        }
        for (var share : new double[] {early, noShow, looking, walking, cached}) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is between 0 and 1");
            }
        }
        if (looking == 1 || noShow == 1) {
            throw new IllegalArgumentException("somebody has to come and take seats");
        }
        if (choosing.plus(paying).compareTo(stay) > 0 || paying.compareTo(hold) > 0) {
            throw new IllegalArgumentException("people need longer than they may stay, or than seats are kept");
        }
        if (rate.isEmpty() && within.compareTo(choosing) <= 0) {
            throw new IllegalArgumentException("nobody has chosen seats so soon");
        }
    }

    /// Who comes in when called.
    double comers() {
        return people * (1 - noShow);
    }

    /// How many have come, so many seconds after the opening.
    double arrived(double at) {
        var late = at < 0 ? 0 : at >= seconds(arrivals) ? 1 : 1 - Math.exp(-HURRY * at / seconds(arrivals));
        return comers() * (early + (1 - early) * late);
    }

    /// Whoever joins, when most do: in the lobby evenly, after the opening in the first second.
    double mostJoinsPerSecond() {
        return people
                * Math.max(
                        early / seconds(lobby), (1 - early) * (1 - Math.exp(-HURRY / Math.max(1, seconds(arrivals)))));
    }

    /// So many visitors put every seat into somebody's hands, if there are so many.
    double visitorsForAllSeats() {
        return Math.min(comers(), seats / (seatsPerOrder * (1 - looking)));
    }

    /// Visitors per second: as told, or so that all seats are taken in time.
    double pace() {
        return rate.orElseGet(() -> visitorsForAllSeats() / (seconds(within) - seconds(choosing)));
    }

    /// How long a visitor stays inside, on average. Who does not buy closes the window, and their room is
    /// another's when their time is up.
    double meanStay() {
        var buys = (1 - looking) * (1 - walking);
        return buys * (seconds(choosing) + seconds(paying)) + (1 - buys) * seconds(stay);
    }

    /// Most inside at once: as told, or by Little's law `L = λ·W` and three standard deviations of a Poisson number.
    int room() {
        return cap.orElseGet(() -> {
            var inside = pace() * meanStay();
            return (int) Math.ceil(inside + DEVIATIONS * Math.sqrt(inside));
        });
    }

    /// The same sale behind a cache.
    Sale cachedBy(double share) {
        return new Sale(
                people,
                seats,
                opens,
                early,
                lobby,
                arrivals,
                noShow,
                seatsPerOrder,
                looking,
                walking,
                choosing,
                paying,
                hold,
                called,
                stay,
                within,
                rate,
                cap,
                share);
    }

    static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }
}
