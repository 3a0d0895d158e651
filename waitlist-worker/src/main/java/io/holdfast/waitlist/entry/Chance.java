package io.holdfast.waitlist.entry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;

/// How likely an entry is offered something in time: never a promise, never finer than it is known.
///
/// Seats are taken to come back at a steady rate, independently of each other (a Poisson process). How high the rate
/// is, is known the better the more has been seen: with a prior of `a` seats in `b` days, `n` seats seen in `d` days
/// leave a Gamma(`a + n`, `b + d`) distribution of it. Its mean says [#says]; the rates below which it lies in one of
/// ten cases, and above which in one of ten, say [#low] and [#high] (Wilson and Hilferty's approximation). The chance
/// at a rate `r` with `T` days to go is that of at least `k` seats, P(N ≥ k) with N of mean `r T`, where `k` are the
/// seats wished for before this entry and its own.
///
/// It is as if everybody before took whatever comes back, which is too little chance, and as if any seat of the grades
/// would do, which is too much for those who want neighbours, a section or a low price: for them the low end is
/// [Step#UNLIKELY].
///
/// @param low and high: in eight of ten cases the chance lies between
/// @param basedOn how many seats of these grades have been seen coming back
@RegisterForReflection
public record Chance(Step says, Step low, Step high, long basedOn) {

    private static final double ONE_OF_TEN = 1.2816;
    private static final double DAY = Duration.ofDays(1).toMillis();

    /// As fine as a chance is told.
    @RegisterForReflection
    public enum Step {
        UNLIKELY("unlikely", 0.05),
        ONE_IN_TEN("1 in 10", 0.175),
        ONE_IN_FOUR("1 in 4", 0.375),
        EVEN("even", 0.625),
        LIKELY("likely", 1);

        private final String text;
        private final double below;

        Step(String text, double below) {
            this.text = text;
            this.below = below;
        }

        @JsonValue
        public String text() {
            return text;
        }

        static Step of(double probability) {
            for (var step : values()) {
                if (probability < step.below) {
                    return step;
                }
            }
            return LIKELY;
        }
    }

    /// What is known of a rate, in seats a day.
    record Rate(double low, double mean, double high) {

        /// @param priorSeats and `priorDays`: what is believed of any performance, as if that had been seen; > 0
        static Rate of(double priorSeats, double priorDays, long seats, Duration watched) {
            var shape = priorSeats + seats;
            var days = priorDays + Math.max(0, watched.toMillis() / DAY);
            return new Rate(quantile(shape, -ONE_OF_TEN) / days, shape / days, quantile(shape, ONE_OF_TEN) / days);
        }

        private static double quantile(double shape, double z) {
            var root = 1 - 1 / (9 * shape) + z / (3 * Math.sqrt(shape));
            return shape * Math.pow(Math.max(0, root), 3);
        }
    }

    /// From so many seats on, the chance is none whatever is still counted.
    static long hopeless(Rate rate, Duration left) {
        var most = rate.high() * days(left);
        return (long) Math.ceil(most + 4 * Math.sqrt(most) + 5);
    }

    /// @param needed seats wished for before, and one's own; ≥ 1
    /// @param picky whether not every seat of the grades would do
    static Chance of(Rate rate, Duration left, long needed, boolean picky, long basedOn) {
        var days = days(left);
        return new Chance(
                Step.of(atLeast(needed, rate.mean() * days)),
                picky ? Step.UNLIKELY : Step.of(atLeast(needed, rate.low() * days)),
                Step.of(atLeast(needed, rate.high() * days)),
                basedOn);
    }

    private static double days(Duration left) {
        return Math.max(0, left.toMillis() / DAY);
    }

    /// P(N ≥ k) for a Poisson N; in logarithms, as a large mean has a first term no double can hold.
    static double atLeast(long k, double mean) {
        if (mean <= 0) {
            return 0;
        }
        var below = 0.0;
        var term = -mean;
        for (var i = 0L; i < k; i++) {
            below += Math.exp(term);
            term += Math.log(mean / (i + 1));
        }
        return Math.clamp(1 - below, 0, 1);
    }
}
