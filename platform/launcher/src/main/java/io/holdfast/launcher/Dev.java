package io.holdfast.launcher;

import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.Service;
import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.ZipInputStream;

/// `./holdfast dev <service>`: everything as with `up`, and one service in Quarkus' development mode, which reloads
/// changed code by itself.
record Dev(Service service, Up up) {

    /// Development mode needs a newer Maven than the build.
    private static final String MAVEN = "3.9.11";

    static Dev parse(Deque<String> words, Path repository) {
        var service = Main.service(words);
        return new Dev(service, Up.parse(words, repository));
    }

    int run() throws IOException {
        var mvn = maven();
        var others = EnumSet.complementOf(EnumSet.of(service));
        return up.run(others, house -> develop(house, mvn));
    }

    private void develop(House house, Path mvn) throws IOException {
        var builder = new ProcessBuilder(
                        mvn.toString(),
                        "-pl",
                        service.toString(),
                        "-am",
                        "quarkus:dev",
                        "-Dquarkus.test.continuous-testing=disabled")
                .directory(up.repository().toFile())
                .inheritIO();
        builder.environment().putAll(house.environment(service));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        var maven = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            // Maven runs the service in a process of its own, which listens to the keyboard and not to signals.
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroy();
        }));
        try {
            maven.waitFor();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    private Path maven() throws IOException {
        var parts = Files.createDirectories(up.repository().resolve(".holdfast/parts"));
        var program = parts.resolve("apache-maven-" + MAVEN + "/bin/mvn");
        if (!Files.exists(program)) {
            Commands.run(
                    up.repository(),
                    List.of(
                            "mvn",
                            "-B",
                            "-q",
                            "-N",
                            "dependency:copy",
                            "-Dartifact=org.apache.maven:apache-maven:" + MAVEN + ":zip:bin",
                            "-DoutputDirectory=" + parts));
            unpack(parts.resolve("apache-maven-" + MAVEN + "-bin.zip"), parts);
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return program;
    }

    private static void unpack(Path archive, Path target) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("an archive may not write outside its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolve(".."));
                    Files.copy(zip, path);
                }
            }
        }
        Files.delete(archive);
    }
}
