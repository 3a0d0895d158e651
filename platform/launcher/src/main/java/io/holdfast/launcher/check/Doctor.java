package io.holdfast.launcher.check;

import io.holdfast.launcher.house.PortPlan;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.keycloak.KeycloakDistribution;
import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks at everything Holdfast needs and says what is there, what is missing and what that means.
public final class Doctor {

    private static final long GIBIBYTE = 1024L * 1024 * 1024;
    private static final long NEEDED_DISK_GIBIBYTES = 2;

    private enum Verdict {
        FINE("ok     "),
        /// Only something special needs it.
        LATER("note   "),
        MISSING("MISSING");

        private final String mark;

        Verdict(String mark) {
            this.mark = mark;
        }
    }

    private record Finding(Verdict verdict, String about, String sentence) {}

    private final Path repository;
    private final int portBase;
    private final List<Finding> findings = new ArrayList<>();

    public Doctor(Path repository, int portBase) {
        this.repository = repository;
        this.portBase = portBase;
    }

    /// @return whether `up` can work
    public boolean examine() throws IOException {
        find(Verdict.FINE, "machine", Machine.name());
        find(Verdict.FINE, "JDK", System.getProperty("java.vm.name") + " " + Runtime.version());
        maven();
        memory();
        disk();
        ports();
        parts();
        services();
        chromium();
        nativeImage();
        findings.forEach(finding ->
                System.out.printf("%s  %-16s %s%n", finding.verdict().mark, finding.about(), finding.sentence()));
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.MISSING);
    }

    private void find(Verdict verdict, String about, String sentence) {
        findings.add(new Finding(verdict, about, sentence));
    }

    private void maven() {
        if (Commands.succeeds("mvn", "-v")) {
            find(Verdict.FINE, "Maven", "found on the PATH");
        } else {
            find(Verdict.MISSING, "Maven", "mvn is not on the PATH; install Maven 3.8.6 or newer");
        }
    }

    private void memory() {
        var available = Machine.availableMebibytes();
        var needed = Machine.neededMebibytes();
        if (available >= needed) {
            find(Verdict.FINE, "memory", "%d MiB available, %d MiB needed".formatted(available, needed));
        } else {
            find(
                    Verdict.MISSING,
                    "memory",
                    "%d MiB available, %d MiB needed; close other programs".formatted(available, needed));
        }
    }

    private void disk() throws IOException {
        var free = Files.getFileStore(repository).getUsableSpace() / GIBIBYTE;
        if (free >= NEEDED_DISK_GIBIBYTES) {
            find(Verdict.FINE, "disk", "%d GiB free".formatted(free));
        } else {
            find(
                    Verdict.MISSING,
                    "disk",
                    "%d GiB free, %d GiB needed for parts and data".formatted(free, NEEDED_DISK_GIBIBYTES));
        }
    }

    private void ports() {
        var plan = PortPlan.from(portBase);
        var taken = plan.taken();
        if (taken.isEmpty()) {
            find(Verdict.FINE, "ports", "%d to %d are free".formatted(portBase, portBase + 32));
        } else {
            var said = taken.stream()
                    .map(slot -> plan.of(slot) + " (" + slot + ")")
                    .collect(Collectors.joining(", "));
            find(
                    Verdict.MISSING,
                    "ports",
                    "taken by other programs, or by a running holdfast: " + said + "; --port-base chooses others");
        }
    }

    private void parts() throws IOException {
        if ("root".equals(System.getProperty("user.name"))
                && !Commands.succeeds("unshare", "-U", "true")
                && !Commands.succeeds("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true")) {
            find(Verdict.MISSING, "PostgreSQL", "does not run as root here; use an ordinary user");
        } else {
            find(Verdict.FINE, "PostgreSQL", "can be started by " + System.getProperty("user.name"));
        }
        find(
                Verdict.FINE,
                "Keycloak",
                KeycloakDistribution.isPreparedIn(repository.resolve(".holdfast/parts"))
                        ? "prepared"
                        : "will be prepared at the first start, about 20 s");
    }

    private void services() {
        var unbuilt = Stream.of(Service.values())
                .filter(service -> !Files.exists(service.jar(repository)))
                .map(Service::toString)
                .toList();
        if (unbuilt.isEmpty()) {
            find(Verdict.FINE, "services", "built");
        } else {
            find(Verdict.LATER, "services", "to be built by the next up: " + String.join(", ", unbuilt));
        }
    }

    private void chromium() {
        if (Stream.of("chromium", "chromium-browser", "google-chrome").anyMatch(name -> onPath(name) != null)) {
            find(Verdict.FINE, "Chromium", "found, for the browser tests");
        } else {
            find(Verdict.LATER, "Chromium", "not found; without it the browser tests are skipped");
        }
    }

    private void nativeImage() {
        var graal = System.getenv("GRAALVM_HOME");
        if (graal != null && Files.isExecutable(Path.of(graal, "bin", "native-image"))) {
            find(Verdict.FINE, "native-image", "found in GRAALVM_HOME");
        } else {
            find(Verdict.LATER, "native-image", "GRAALVM_HOME is not set; only ./holdfast native needs it");
        }
    }

    private static @Nullable Path onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
