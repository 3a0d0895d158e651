package io.holdfast.launcher;

import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.house.UnfitException;
import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/// `./holdfast native <service>`: builds the service as a native executable and tries whether it gets ready against
/// the real parts.
record Native(Service service, Path repository) {

    int run() throws IOException {
        var graal = System.getenv("GRAALVM_HOME");
        if (graal == null || !Files.isExecutable(Path.of(graal, "bin", "native-image"))) {
            throw new UnfitException("Native executables need GraalVM or Mandrel 25; please set GRAALVM_HOME to one"
                    + " (its bin/native-image is what is looked for).");
        }
        System.out.println("Building " + service + " as a native executable; this takes several minutes …");
        Commands.run(
                repository,
                List.of(
                        "mvn",
                        "-B",
                        "-q",
                        "-pl",
                        service.toString(),
                        "-am",
                        "package",
                        "-DskipTests",
                        "-Dquarkus.native.enabled=true"));
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

    private Path built() throws IOException {
        try (var files = Files.list(repository.resolve(service.toString()).resolve("target"))) {
            return files.filter(file -> file.toString().endsWith("-runner"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("the build left no executable for " + service));
        }
    }
}
