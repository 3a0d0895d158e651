package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The rush on one page that loads nothing from anywhere, and the same as data.
final class Report {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final RushResult result;

    Report(RushResult result) {
        this.result = result;
    }

    /// Writes `report.html` and `report.json`.
    void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("report.html"), page());
        Files.writeString(directory.resolve("report.json"), JSON.writeValueAsString(data()));
    }

    private ObjectNode data() {
        var data = JSON.createObjectNode();
        var options = result.options();
        data.put("scenario", options.scenario().toString())
                .put("openedAt", result.openedAt().toString())
                .put("passed", result.passed())
                .put("buyers", options.buyers())
                .put("seats", result.seats())
                .put("seed", options.seed())
                .put("ratePerSecond", options.ratePerSecond())
                .put("activeCap", options.activeCap())
                .put("lastedSeconds", seconds(result.lasted()));
        var verdicts = data.putArray("verdicts");
        for (var verdict : result.verdicts()) {
            verdicts.addObject()
                    .put("claim", verdict.claim())
                    .put("passed", verdict.passed())
                    .put("evidence", verdict.evidence());
        }
        var calls = data.putObject("calls");
        result.calls().forEach((step, call) -> {
            var one = calls.putObject(step.toString())
                    .put("count", call.count())
                    .put("interrupted", call.interrupted())
                    .put("p50", call.p50())
                    .put("p95", call.p95())
                    .put("p99", call.p99())
                    .put("max", call.max());
            one.set("refusals", JSON.valueToTree(call.refusals()));
            one.set("errors", JSON.valueToTree(call.errors()));
        });
        var fates = data.putObject("buyersBy");
        result.fates().forEach((fate, count) -> fates.put(fate.toString(), count));
        var admissions = data.putArray("admissions");
        result.admissions().forEach(at -> admissions.add(seconds(at)));
        var samples = data.putArray("samples");
        for (var sample : result.samples()) {
            samples.addObject()
                    .put("at", seconds(sample.at()))
                    .put("available", sample.available())
                    .put("held", sample.held())
                    .put("sold", sample.sold())
                    .put("waiting", sample.waiting())
                    .put("inside", sample.inside())
                    .put("calls", sample.calls());
        }
        return data;
    }

    private String page() {
        return Page.of(title(), """
            <p class="soft">%1$s</p>
            <h2>Verdicts</h2>
            <ul class="verdicts">
            %2$s
            </ul>
            <h2>Seats sold over time</h2>
            <p class="key soft"><span><i style="background:var(--three)"></i>sold</span>\
            <span><i style="background:var(--two)"></i>held, paying or on their way back</span></p>
            %3$s
            %4$s
            <h2>Calls over time</h2>
            <p class="soft">Requests that were answered, per second.</p>
            %9$s
            <h2>Visitors waiting and inside</h2>
            <p class="key soft"><span><i style="background:var(--one)"></i>waiting</span>\
            <span><i style="background:var(--two)"></i>inside</span></p>
            %5$s
            <h2>Latency of each call</h2>
            <p class="key soft"><span><i style="background:var(--one)"></i>median</span>\
            <span><i style="background:var(--two)"></i>95th percentile</span>\
            <span><i style="background:var(--three)"></i>99th percentile, in figures</span>\
            from the moment the request was meant to be sent; the scale is logarithmic</p>
            %6$s
            <h2>Calls</h2>
            <div class="wide"><table>
            <thead><tr><th>call<th>count<th>refused<th>errors<th>p50<th>p95<th>p99<th>max ms</tr></thead>
            <tbody>
            %7$s
            </tbody></table></div>
            <h2>What became of the buyers</h2>
            <table><tbody>
            %8$s
            </tbody></table>
            """.formatted(
                        description(),
                        result.verdicts().stream().map(Report::verdict).collect(Collectors.joining("\n")),
                        seats(),
                        admissions(),
                        crowd(),
                        new LatencyChart(result.calls()).svg(),
                        rows(),
                        result.fates().entrySet().stream()
                                .map(fate -> "<tr><td>%s<td>%,d</tr>".formatted(fate.getKey(), fate.getValue()))
                                .collect(Collectors.joining("\n")),
                        calls()));
    }

    private String title() {
        return "Rehearsal %s: %,d buyers for %,d seats: %s"
                .formatted(
                        result.options().scenario(),
                        result.options().buyers(),
                        result.seats(),
                        result.passed() ? "it held" : "it did not hold");
    }

    private String description() {
        var options = result.options();
        return ("What was played: %s. Opened %s. Over after %,d s. Seed %d; %s; holds of %d s."
                        + " Times are seconds since the opening.")
                .formatted(
                        options.scenario().about(),
                        result.openedAt(),
                        result.lasted().toSeconds(),
                        options.seed(),
                        options.waitingRoom()
                                ? "%s visitors let in per second, at most %,d inside"
                                        .formatted(trimmed(options.ratePerSecond()), options.activeCap())
                                : "no waiting room",
                        options.hold().toSeconds());
    }

    private static String verdict(Verdict verdict) {
        return "<li%s><strong>%s</strong> %s<br><span class=\"soft\">%s</span></li>"
                .formatted(
                        verdict.passed() ? "" : " class=\"failed\"",
                        verdict.passed() ? "PASS" : "FAIL",
                        Page.escaped(verdict.claim()),
                        Page.escaped(verdict.evidence()));
    }

    private String seats() {
        var options = result.options();
        var most = options.scenario() == Scenario.SEAT_RACE ? options.special().raced() : result.seats();
        var chart = new TimeChart("Seats sold and held over time", from(), until(), most);
        chart.line("three", points(Watch.Sample::sold));
        chart.line("two", points(Watch.Sample::held));
        return chart.svg();
    }

    private String crowd() {
        var most = result.samples().stream()
                .mapToInt(sample -> Math.max(sample.waiting(), sample.inside()))
                .max()
                .orElse(1);
        var chart = new TimeChart("Visitors waiting and inside over time", from(), until(), most);
        chart.line("one", points(Watch.Sample::waiting));
        chart.line("two", points(Watch.Sample::inside));
        return chart.svg();
    }

    /// A look at the seats may itself be late, so what was counted is divided by how long it took.
    private String calls() {
        var points = new ArrayList<TimeChart.Point>();
        var samples = result.samples();
        for (var i = 1; i < samples.size(); i++) {
            var sample = samples.get(i);
            var took = sample.at().minus(samples.get(i - 1).at()).toNanos() / 1e9;
            points.add(new TimeChart.Point(seconds(sample.at()), took > 0 ? sample.calls() / took : 0));
        }
        var most = points.stream().mapToDouble(TimeChart.Point::value).max().orElse(1);
        var chart = new TimeChart("Requests per second", from(), until(), most);
        chart.line("one", points);
        return chart.svg();
    }

    /// Nobody is let in where everybody may come in at once.
    private String admissions() {
        if (!result.options().waitingRoom()) {
            return "";
        }
        var perSecond = new int[(int) Math.max(1, Math.ceil(until()) + 1)];
        for (var at : result.admissions()) {
            var second = (int) Math.floor(seconds(at));
            if (second >= 0 && second < perSecond.length) {
                perSecond[second]++;
            }
        }
        var most = java.util.Arrays.stream(perSecond).max().orElse(1);
        var chart = new TimeChart("Visitors who came in, per second", from(), until(), most);
        for (var second = 0; second < perSecond.length; second++) {
            chart.bar(second, perSecond[second]);
        }
        return """
            <h2>Admissions over time</h2>
            <p class="soft">Visitors who came in, per second.</p>
            %s""".formatted(chart.svg());
    }

    private List<TimeChart.Point> points(java.util.function.ToIntFunction<Watch.Sample> value) {
        var points = new ArrayList<TimeChart.Point>();
        for (var sample : result.samples()) {
            points.add(new TimeChart.Point(seconds(sample.at()), value.applyAsInt(sample)));
        }
        return points;
    }

    private double from() {
        return result.samples().isEmpty()
                ? 0
                : Math.min(0, seconds(result.samples().getFirst().at()));
    }

    private double until() {
        return result.samples().isEmpty()
                ? 1
                : Math.max(1, seconds(result.samples().getLast().at()));
    }

    private String rows() {
        return result.calls().entrySet().stream()
                .map(entry -> {
                    var call = entry.getValue();
                    return "<tr><td>%s<td>%,d<td title=\"%s\">%,d<td%s title=\"%s\">%,d<td>%,.1f<td>%,.1f<td>%,.1f<td>%,.1f</tr>"
                            .formatted(
                                    entry.getKey(),
                                    call.count(),
                                    Page.escaped(call.refusals().toString()),
                                    call.refused(),
                                    call.failed() > 0 ? " class=\"bad\"" : "",
                                    Page.escaped(call.errors().toString()),
                                    call.failed(),
                                    call.p50(),
                                    call.p95(),
                                    call.p99(),
                                    call.max());
                })
                .collect(Collectors.joining("\n"));
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 10.0) / 100.0;
    }

    private static String trimmed(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
