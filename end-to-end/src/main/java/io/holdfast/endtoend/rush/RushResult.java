package io.holdfast.endtoend.rush;

import io.holdfast.endtoend.rush.Scene.Fate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What came of a rush.
///
/// @param lasted from the opening to the end of the sale
/// @param admissions when somebody came in, since the opening
/// @param report the page about it
public record RushResult(
        RushOptions options,
        Instant openedAt,
        int seats,
        Duration lasted,
        Map<Step, Calls.Summary> calls,
        Map<Fate, Integer> fates,
        List<Watch.Sample> samples,
        List<Duration> admissions,
        List<Verdict> verdicts,
        Path report) {

    public boolean passed() {
        return verdicts.stream().allMatch(Verdict::passed);
    }

    /// The table and the verdicts, as plain text.
    public String summary() {
        var text = new StringBuilder();
        text.append("%n%-24s %8s %8s %7s %9s %9s %9s %9s%n"
                .formatted("call", "count", "refused", "errors", "p50 ms", "p95 ms", "p99 ms", "max ms"));
        calls.forEach((step, call) -> {
            text.append("%-24s %,8d %,8d %,7d %,9.1f %,9.1f %,9.1f %,9.1f%n"
                    .formatted(
                            step,
                            call.count(),
                            call.refused(),
                            call.failed(),
                            call.p50(),
                            call.p95(),
                            call.p99(),
                            call.max()));
            call.refusals().forEach((problem, count) -> text.append("  refused: %s × %,d%n".formatted(problem, count)));
            call.errors().forEach((what, count) -> text.append("  ERROR: %s × %,d%n".formatted(what, count)));
            if (call.interrupted() > 0) {
                text.append("  unanswered during the outage: %,d%n".formatted(call.interrupted()));
            }
        });
        text.append("%n%,d buyers, of whom%n".formatted(options.buyers()));
        fates.forEach((fate, count) -> text.append("  %,7d %s%n".formatted(count, fate)));
        text.append("%nThe sale was over %,d s after it opened.%n%n".formatted(lasted.toSeconds()));
        verdicts.forEach(verdict -> text.append(verdict).append(System.lineSeparator()));
        return text.toString();
    }
}
