package io.holdfast.endtoend.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.report.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A benchmark's figures as text for the terminal, as one page that loads nothing from anywhere, and as data.
final class BenchReport {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final BenchResult result;
    private final Map<String, Earlier> before;

    /// @param before figures of an earlier run by number; may be empty
    BenchReport(BenchResult result, Map<String, Earlier> before) {
        this.result = result;
        this.before = before;
    }

    /// Writes `<name>.html` and `<name>.json`.
    void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(page(directory), page());
        Files.writeString(data(directory), JSON.writeValueAsString(data()));
    }

    Path page(Path directory) {
        return directory.resolve(result.name() + ".html");
    }

    Path data(Path directory) {
        return directory.resolve(result.name() + ".json");
    }

    String text() {
        var text = new StringBuilder("\n").append(Table.of(result, before)).append('\n');
        text.append("Machine  ").append(result.machine()).append('\n');
        noise().forEach(sentence -> text.append("Noise    ").append(sentence).append('\n'));
        for (var figure : result.figures()) {
            var spread = figure.spread();
            if (!spread.isEmpty() || !figure.note().isEmpty()) {
                text.append("%-4s ".formatted(figure.number()))
                        .append(spread.isEmpty() ? "" : "rounds from " + spread + ". ")
                        .append(figure.note())
                        .append('\n');
            }
        }
        result.missing().forEach(sentence -> text.append(sentence).append('\n'));
        text.append("%d of %d meet their goal.%n"
                .formatted(result.met(), result.figures().size()));
        return text.toString();
    }

    private List<String> noise() {
        return result.noise().stream()
                .map(noise -> "%s%s; load average %.1f before, %.1f after%s; %s, %d s"
                        .formatted(
                                result.noise().size() > 1 ? noise.subject() + ": " : "",
                                noise.pinning(),
                                noise.loadBefore(),
                                noise.loadAfter(),
                                noise.loadBefore() > result.machine().cores() / 2.0
                                        ? " (others were using the machine)"
                                        : "",
                                result.shortened() ? "short run" : "full run",
                                noise.lasted().toSeconds()))
                .toList();
    }

    private ObjectNode data() {
        var data = JSON.createObjectNode();
        data.put("bench", result.name())
                .put("startedAt", result.startedAt().toString())
                .put("short", result.shortened());
        var machine = result.machine();
        var where = data.putObject("machine");
        where.put("cores", machine.cores())
                .put("processor", machine.processor())
                .put("system", machine.system())
                .put("java", machine.java())
                .put("mebibytes", machine.mebibytes());
        var noises = data.putArray("noise");
        for (var noise : result.noise()) {
            noises.addObject()
                    .put("subject", noise.subject())
                    .put("pinning", noise.pinning())
                    .put("loadAverageBefore", noise.loadBefore())
                    .put("loadAverageAfter", noise.loadAfter())
                    .put("lastedSeconds", noise.lasted().toSeconds());
        }
        var figures = data.putArray("figures");
        for (var figure : result.figures()) {
            var one = figures.addObject()
                    .put("number", figure.number())
                    .put("name", figure.name())
                    .put("unit", figure.unit())
                    .put("ours", figure.ours())
                    .put("baseline", figure.baseline())
                    .put("ratio", figure.ratio())
                    .put("meets", figure.meets())
                    .put("note", figure.note());
            one.putObject("goal")
                    .put("of", figure.goal().ofRatio() ? "ratio" : "ours")
                    .put("is", figure.goal().atLeast() ? "at least" : "at most")
                    .put("bound", figure.goal().bound());
            one.set("rounds", JSON.valueToTree(figure.rounds()));
            one.set("baselineRounds", JSON.valueToTree(figure.baselineRounds()));
        }
        data.set("missing", JSON.valueToTree(result.missing()));
        return data;
    }

    private String page() {
        return Page.of("Benchmark: " + result.name(), """
            <p class="soft">%1$s<br>%2$s<br>%3$s</p>
            <div class="wide"><table>
            <thead><tr><th><th class="text">figure<th>ours<th>baseline<th>ratio<th>goal<th>%4$s</tr></thead>
            <tbody>
            %5$s
            </tbody></table></div>
            <h2>Ours and what it is held against</h2>
            <p class="key soft"><span><i style="background:var(--one)"></i>ours</span>\
            <span><i style="background:var(--two)"></i>baseline</span>\
            <span><i style="background:var(--three)"></i>goal</span> one scale for each figure</p>
            %6$s
            <h2>Notes</h2>
            <ul>
            %7$s
            </ul>
            """.formatted(
                        Page.escaped(result.startedAt().toString()),
                        Page.escaped(result.machine().toString()),
                        noise().stream().map(Page::escaped).collect(Collectors.joining("<br>")),
                        before.isEmpty() ? "" : "<th>before",
                        result.figures().stream().map(this::row).collect(Collectors.joining("\n")),
                        new Bars(result.figures()).svg(),
                        notes()));
    }

    private String row(Figure figure) {
        var earlier = Earlier.of(before, result, figure);
        return "<tr><td>%s<td class=\"text\">%s, %s<td>%s<td>%s<td>%s<td>%s<td%s>%s%s</tr>"
                .formatted(
                        figure.number(),
                        Page.escaped(figure.name()),
                        Page.escaped(figure.unit()),
                        Figure.number(figure.ours()),
                        Figure.numberOrDash(figure.baseline()),
                        figure.ratio() == null ? "–" : Table.ratio(figure.ratio()),
                        Page.escaped(figure.goal().toString()),
                        figure.meets() ? "" : " class=\"bad\"",
                        figure.verdict(),
                        before.isEmpty()
                                ? ""
                                : "<td>" + (earlier == null ? "–" : Page.escaped(earlier.against(figure))));
    }

    private String notes() {
        var items = result.figures().stream()
                .map(figure -> "<li><strong>%s</strong> %s. %s<br><span class=\"soft\">%s%s</span></li>"
                        .formatted(
                                figure.number(),
                                Page.escaped(figure.name()),
                                Page.escaped(figure.note()),
                                rounds("ours", figure.rounds()),
                                rounds("baseline", figure.baselineRounds())))
                .collect(Collectors.joining("\n"));
        return items
                + result.missing().stream()
                        .map(sentence -> "\n<li>" + Page.escaped(sentence) + "</li>")
                        .collect(Collectors.joining());
    }

    private static String rounds(String whose, List<Double> rounds) {
        return rounds.size() < 2 ? "" : String.format(Locale.ROOT, "%s: %s. ", whose, Figure.joined(rounds));
    }
}
