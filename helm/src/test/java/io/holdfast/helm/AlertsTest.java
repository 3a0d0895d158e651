package io.holdfast.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// An alert is believed by whoever it wakes: it is one file, one page that says what to do, and numbers that exist.
class AlertsTest {

    private static final Path ALERTS = Chart.repository().resolve("helm/holdfast/alerts");
    private static final Path PAGES = Chart.repository().resolve("src-docs/operating/alerts");

    /// Where the meters are declared: what a service is made of.
    private static final List<String> SOURCES = Stream.concat(
                    Chart.SERVICES.stream(), Stream.of("platform/web", "platform/messaging"))
            .toList();

    /// A meter being declared: how, its name, and what else is said of it up to the end of the statement.
    private static final Pattern METER = Pattern.compile(
            "(gauge|counter|timer|(?:Gauge|Counter|Timer)\\.builder)\\(\\s*\"(holdfast\\.[a-z.]+)\"([^;]*)");

    @Test
    void nobody_has_alerts_who_did_not_ask_for_them() {
        assertThat(Rendered.of("PrometheusRule", Chart.minimal())).isEmpty();
        assertThat(Rendered.of("PrometheusRule", Chart.production())).isEmpty();
    }

    @Test
    void each_file_is_the_alert_of_its_name() throws IOException {
        assertThat(alerts())
                .extracting(AlertsTest::name)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(names(ALERTS, ".yaml"));
    }

    @Test
    void prometheus_would_take_the_rule() {
        var rule = rule(Map.of());

        assertThat(rule.apiVersion()).isEqualTo("monitoring.coreos.com/v1");
        assertThat(rule.name()).isEqualTo(Chart.named("alerts"));
        assertThat(rule.json().keySet()).containsExactlyInAnyOrder("apiVersion", "kind", "metadata", "spec");
        assertThat(rule.at("spec").getAsJsonObject().keySet()).containsExactly("groups");
        assertThat(Rendered.each(rule.at("spec", "groups"))).singleElement().satisfies(group -> {
            assertThat(group.keySet()).containsExactlyInAnyOrder("name", "interval", "rules");
            assertThat(text(group.get("interval"))).matches("[1-9][0-9]*[smh]");
        });
        assertThat(alerts()).allSatisfy(AlertsTest::assertSound);
    }

    private static void assertSound(JsonObject alert) {
        assertThat(alert.keySet())
                .contains("alert", "expr", "labels", "annotations")
                .isSubsetOf("alert", "expr", "for", "labels", "annotations");
        assertThat(text(alert.get("expr"))).isNotBlank();
        if (alert.has("for")) {
            assertThat(text(alert.get("for"))).matches("[1-9][0-9]*[smh]");
        }
        assertThat(alert.get("labels").getAsJsonObject().keySet()).containsExactly("severity");
        assertThat(text(Rendered.at(alert, "labels", "severity"))).isIn("critical", "warning");
        var annotations = alert.get("annotations").getAsJsonObject();
        assertThat(annotations.keySet()).containsExactlyInAnyOrder("summary", "description", "runbook_url");
        assertThat(annotations.asMap().values())
                .allSatisfy(annotation -> assertThat(text(annotation)).isNotBlank());
    }

    @Test
    void an_alert_says_which_sale_in_words_that_are_left_to_prometheus() {
        assertThat(alerts())
                .filteredOn(alert -> text(alert.get("expr")).contains("by (sale)"))
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(text(Rendered.at(alert, "annotations", "summary")))
                        .contains("{{ $labels.sale }}"));
    }

    @Test
    void prometheus_finds_the_rule_by_the_labels_of_the_house() {
        var rule = rule(Map.of("alerts.labels.release", "prometheus"));

        assertThat(text(rule.at("metadata", "labels", "release"))).isEqualTo("prometheus");
        assertThat(text(rule.at("metadata", "labels", "app.kubernetes.io/instance")))
                .isEqualTo(Chart.RELEASE);
    }

    @Test
    void every_alert_leads_to_a_page_of_its_own_and_every_page_belongs_to_an_alert() throws IOException {
        assertThat(alerts())
                .extracting(alert -> text(Rendered.at(alert, "annotations", "runbook_url")))
                .containsExactlyInAnyOrderElementsOf(names(PAGES, ".md").stream()
                        .map(page -> "src-docs/operating/alerts/" + page + ".md")
                        .toList());
    }

    @Test
    void the_pages_may_be_anywhere() {
        var rule = rule(Map.of("alerts.runbooks", "https://runbooks.example.org"));

        assertThat(alerts(rule)).allSatisfy(alert -> assertThat(text(Rendered.at(alert, "annotations", "runbook_url")))
                .isEqualTo("https://runbooks.example.org/" + name(alert) + ".md"));
    }

    @Test
    void every_page_says_what_it_means_whom_it_hurts_where_to_look_and_what_to_do() throws IOException {
        assertThat(names(PAGES, ".md")).allSatisfy(name -> {
            var page = Files.readString(PAGES.resolve(name + ".md"));
            assertThat(page).startsWith("# " + name + "\n");
            assertThat(Pattern.compile("^##+ (.*)$", Pattern.MULTILINE)
                            .matcher(page)
                            .results()
                            .map(heading -> heading.group(1)))
                    .containsExactly("Meaning", "Impact", "Diagnosis", "Mitigation");
        });
    }

    @Test
    void the_operators_page_names_every_alert() throws IOException {
        var page = Files.readString(Chart.repository().resolve("src-docs/operating/helm.md"));

        assertThat(alerts()).allSatisfy(alert -> {
            var name = name(alert);
            assertThat(page)
                    .contains("| [%s](alerts/%s.md) | %s |"
                            .formatted(name, name, text(Rendered.at(alert, "labels", "severity"))));
        });
    }

    @Test
    void every_number_an_alert_looks_at_is_told_by_a_service() throws IOException {
        var told = told();

        assertThat(alerts()).allSatisfy(alert -> assertThat(metrics(text(alert.get("expr"))))
                .isNotEmpty()
                .isSubsetOf(told));
    }

    private static List<String> metrics(String expression) {
        return Pattern.compile("\\bholdfast_\\w+")
                .matcher(expression)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /// What the services declare, by the names Prometheus gives it.
    private static TreeSet<String> told() throws IOException {
        var told = new TreeSet<String>();
        for (var source : SOURCES) {
            try (var files = Files.walk(Chart.repository().resolve(source).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .map(AlertsTest::read)
                        .flatMap(code -> METER.matcher(code).results())
                        .flatMap(AlertsTest::metricsOf)
                        .forEach(told::add);
            }
        }
        return told;
    }

    private static Stream<String> metricsOf(MatchResult meter) {
        var unit = Pattern.compile("\\.baseUnit\\(\"([a-z]+)\"\\)").matcher(meter.group(3));
        var name = meter.group(2).replace('.', '_') + (unit.find() ? "_" + unit.group(1) : "");
        return switch (meter.group(1)) {
            case "counter", "Counter.builder" -> Stream.of(name + "_total");
            case "timer", "Timer.builder" -> Stream.of("_count", "_sum", "_max").map(end -> name + "_seconds" + end);
            default -> Stream.of(name);
        };
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path folder, String end) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .map(file -> file.endsWith(end) ? file.substring(0, file.length() - end.length()) : file)
                    .toList();
        }
    }

    private static Rendered rule(Map<String, String> changes) {
        var values = new HashMap<>(changes);
        values.put("alerts.enabled", "true");
        return Rendered.one(Chart.minimal(values), "PrometheusRule", Chart.named("alerts"));
    }

    private static List<JsonObject> alerts() {
        return alerts(rule(Map.of()));
    }

    private static List<JsonObject> alerts(Rendered rule) {
        return Rendered.each(rule.at("spec", "groups")).stream()
                .flatMap(group -> Rendered.each(group.get("rules")).stream())
                .toList();
    }

    private static String name(JsonObject alert) {
        return text(alert.get("alert"));
    }

    private static String text(JsonElement element) {
        assertThat(element.isJsonPrimitive()).as("%s is text", element).isTrue();
        return element.getAsString();
    }
}
