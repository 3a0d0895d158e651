package io.holdfast.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The chart, rendered by the Helm that people use.
final class Chart {

    static final String RELEASE = "shop";
    static final String NAMESPACE = "tickets";
    static final List<String> SERVICES = List.of("ticketing-api", "waiting-room", "waitlist-worker", "refund-worker");

    /// Values that give the notification room pods of its own, which are called so.
    static final Map<String, String> SEPARATE = Map.of("services.waitlist-worker.notification.separate", "true");

    static final String NOTIFICATION = "notification";

    /// The Kubernetes that the objects are validated for.
    private static final String KUBERNETES = "1.33.0";

    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path HOME = MODULE.resolve("holdfast");
    private static final Path MINIMAL = HOME.resolve("ci/minimal-values.yaml");
    private static final Path PRODUCTION = HOME.resolve("ci/production-values.yaml");

    /// The chart without its hook annotations: what carries one, Helm keeps to itself when it renders.
    private static final Path UNHOOKED = unhooked();

    private Chart() {}

    static Path repository() {
        return MODULE.getParent();
    }

    static LintResult lint() {
        return new Helm(HOME).lint().strict().call();
    }

    /// @throws IllegalStateException with Helm's words if it refuses
    static List<Rendered> defaults() {
        return Rendered.all(template(UNHOOKED).call());
    }

    static List<Rendered> minimal() {
        return minimal(Map.of());
    }

    /// @param changes what to set on top of the minimal values, as after `--set`
    static List<Rendered> minimal(Map<String, String> changes) {
        var command = template(UNHOOKED).withValuesFile(MINIMAL);
        changes.forEach(command::set);
        return Rendered.all(command.call());
    }

    /// @param yaml values on top of the minimal ones
    static List<Rendered> minimalWith(String yaml) throws IOException {
        var file = Files.createTempFile("values", ".yaml");
        try {
            Files.writeString(file, yaml);
            return Rendered.all(template(UNHOOKED)
                    .withValuesFile(MINIMAL)
                    .withValuesFile(file)
                    .call());
        } finally {
            Files.delete(file);
        }
    }

    static List<Rendered> production() {
        return Rendered.all(template(UNHOOKED).withValuesFile(PRODUCTION).call());
    }

    /// What an installation creates by itself: everything but the hooks.
    static List<Rendered> installed() {
        return Rendered.all(template(HOME).withValuesFile(MINIMAL).call());
    }

    /// What Helm prints after an installation.
    static String notes(Map<String, String> changes) {
        var command = new Helm(HOME)
                .install()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES)
                .clientOnly()
                .dryRun()
                .withDryRunOption(DryRun.CLIENT)
                .withValuesFile(MINIMAL);
        changes.forEach(command::set);
        var output = command.call().getOutput();
        return output.substring(output.indexOf("\nNOTES:\n"));
    }

    static String named(String service) {
        return RELEASE + "-holdfast-" + service;
    }

    private static TemplateCommand template(Path chart) {
        return new Helm(chart)
                .template()
                .withName(RELEASE)
                .withNamespace(NAMESPACE)
                .withKubeVersion(KUBERNETES);
    }

    private static Path unhooked() {
        try (var files = Files.walk(HOME)) {
            // A new one each time, so that no template outlives its removal.
            var copy = Files.createTempDirectory(Files.createDirectories(MODULE.resolve("target")), "unhooked");
            for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                var target = copy.resolve(HOME.relativize(file));
                Files.createDirectories(target.getParent());
                var lines = Files.readAllLines(file).stream().filter(line -> !line.contains("helm.sh/hook:"));
                Files.write(target, lines.toList());
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
