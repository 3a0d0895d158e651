package io.holdfast.endtoend.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a figure should be.
///
/// @param ofRatio whether the ratio to the baseline is meant, or the figure itself
/// @param atLeast whether more is better
/// @param unit of the bound
public record Goal(boolean ofRatio, boolean atLeast, double bound, String unit) {

    static final String TIMES = "×";

    public static Goal ratioAtLeast(double bound) {
        return new Goal(true, true, bound, TIMES);
    }

    public static Goal ratioAtMost(double bound) {
        return new Goal(true, false, bound, TIMES);
    }

    public static Goal atMost(double bound, String unit) {
        return new Goal(false, false, bound, unit);
    }

    boolean isMetBy(double ours, @Nullable Double ratio) {
        var value = ofRatio ? (ratio == null ? Double.NaN : ratio) : ours;
        return atLeast ? value >= bound : value <= bound;
    }

    @Override
    public String toString() {
        return "%s %s %s"
                .formatted(
                        atLeast ? "≥" : "≤",
                        bound == Math.rint(bound)
                                ? String.format(Locale.ROOT, "%,.0f", bound)
                                : String.format(Locale.ROOT, "%s", bound),
                        unit)
                .strip();
    }
}
