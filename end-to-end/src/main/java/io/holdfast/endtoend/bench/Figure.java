package io.holdfast.endtoend.bench;

import io.holdfast.endtoend.bench.load.Pairs;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One thing that was measured.
///
/// @param number as in the list of goals, with a letter where there are several, e.g. `1a`
/// @param ours the median of its rounds
/// @param baseline what it is compared with; null: nothing
/// @param ratio of ours to the baseline, the median of the pairs
/// @param rounds each of ours
/// @param baselineRounds each of the baseline's
/// @param note what else there is to know, in a sentence or two; may be empty
public record Figure(
        String number,
        String name,
        String unit,
        double ours,
        @Nullable Double baseline,
        @Nullable Double ratio,
        Goal goal,
        List<Double> rounds,
        List<Double> baselineRounds,
        String note) {

    static final String SUBJECT_ENDS = "/";

    public static Figure compared(String number, String name, String unit, Pairs pairs, Goal goal, String note) {
        return new Figure(
                number,
                name,
                unit,
                Pairs.median(pairs.ours()),
                Pairs.median(pairs.others()),
                pairs.ratio(),
                goal,
                pairs.ours(),
                pairs.others(),
                note);
    }

    public static Figure alone(
            String number, String name, String unit, double ours, List<Double> rounds, Goal goal, String note) {
        return new Figure(number, name, unit, ours, null, null, goal, rounds, List.of(), note);
    }

    /// The same under the name of its subject, e.g. `holds/1a`.
    Figure of(String subject) {
        return new Figure(
                subject + SUBJECT_ENDS + number, name, unit, ours, baseline, ratio, goal, rounds, baselineRounds, note);
    }

    public boolean meets() {
        return goal.isMetBy(ours, ratio);
    }

    public String verdict() {
        return meets() ? "meets" : "falls short";
    }

    /// How far the rounds lie apart, least to most: of the ratio if there is one.
    public String spread() {
        var values = ratios();
        if (values.size() < 2) {
            return "";
        }
        return "%s to %s%s"
                .formatted(
                        number(values.stream().min(Double::compare).orElseThrow()),
                        number(values.stream().max(Double::compare).orElseThrow()),
                        ratio == null ? "" : " ×");
    }

    private List<Double> ratios() {
        return ratio == null || baselineRounds.isEmpty() ? rounds : new Pairs(rounds, baselineRounds).ratios();
    }

    /// With as many digits as anybody wants to read.
    public static String number(double value) {
        var size = Math.abs(value);
        var digits = size >= 100 || value == Math.rint(value) && size >= 10 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return value == 0 ? "0" : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }

    static String numberOrDash(@Nullable Double value) {
        return value == null ? "–" : number(value);
    }

    static String joined(List<Double> values) {
        return values.stream().map(Figure::number).collect(Collectors.joining(", "));
    }
}
