package io.holdfast.launcher;

import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.house.UnfitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// `./holdfast native <service>`: builds the service as a native executable and tries whether it gets ready against
/// the real parts.
///
/// @param more words for Maven, e.g. `-Dquarkus.native.native-image-xmx=6g`
record Native(Service service, List<String> more, Path repository) {

    int run() throws IOException {
        var graal = System.getenv("GRAALVM_HOME");
        if (graal == null || !Files.isExecutable(Path.of(graal, "bin", "native-image"))) {
            throw new UnfitException("Native executables need GraalVM or Mandrel 25; please set GRAALVM_HOME to one"
                    + " (its bin/native-image is what is looked for).");
        }
        System.out.println("Building " + service + " as a native executable; this takes several minutes …");
        build();
        var executable = built();
        System.out.printf("%s has %d MiB. Starting it …%n", executable, Files.size(executable) / (1024 * 1024));
        var console = new Console();
        var setup = House.Setup.forTests(repository, repository.resolve(".holdfast/logs/native"))
                .with(console)
                .only(EnumSet.of(service))
                .with(Map.of(service, executable));
        try (var _ = House.start(setup)) {
            System.out.printf("%s is a working native executable; it got ready.%n", service);
        }
        return 0;
    }

    private void build() throws IOException {
        var words =
                new ArrayList<>(List.of("mvn", "-B", "-q", "-pl", service.toString(), "-am", "package", "-DskipTests"));
        words.add("-Dquarkus.native.enabled=true");
        words.addAll(more);
        try {
            var code = new ProcessBuilder(words)
                    .directory(repository.toFile())
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IOException("The native build of " + service + " has failed; the reason is above.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while building", e);
        }
    }

    private Path built() throws IOException {
        try (var files = Files.list(repository.resolve(service.toString()).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith("-runner"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the build left no executable for " + service));
        }
    }
}
