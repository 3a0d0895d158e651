package io.holdfast.launcher.keycloak;

import io.holdfast.stack.process.Commands;
import io.holdfast.stack.process.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.ZipInputStream;

/// Keycloak, unpacked and prepared for PostgreSQL once, so that each start is a quick one.
public final class KeycloakDistribution {

    private KeycloakDistribution() {}

    /// @param parts where prepared programs are kept
    /// @return the prepared distribution; the first time this takes about 20 s
    public static Path preparedIn(Path parts) throws IOException {
        var archive = archive();
        var name = String.valueOf(archive.getFileName()).replaceFirst("\\.zip$", "");
        var target = parts.resolve(name);
        Files.createDirectories(parts);
        // Two houses may start for the first time at once.
        try (var channel = FileChannel.open(
                        parts.resolve(name + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var _ = channel.lock()) {
            if (!Files.exists(target)) {
                var fresh = Files.createTempDirectory(parts, name + "-");
                try {
                    unpack(archive, fresh);
                    prepare(fresh);
                    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException | RuntimeException e) {
                    Directories.remove(fresh);
                    throw e;
                }
            }
        }
        return target;
    }

    /// Whether the next start will be a quick one.
    public static boolean isPreparedIn(Path parts) throws IOException {
        var name = String.valueOf(archive().getFileName()).replaceFirst("\\.zip$", "");
        return Files.exists(parts.resolve(name));
    }

    /// Where the build found the archive.
    private static Path archive() throws IOException {
        try (var in = KeycloakDistribution.class.getResourceAsStream("/keycloak/distribution")) {
            if (in == null) {
                throw new IOException("the module platform/launcher has not been built with Maven");
            }
            var path = Path.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
            if (!Files.exists(path)) {
                throw new IOException(
                        path + " is no longer in the local Maven repository; build the module platform/launcher again");
            }
            return path;
        }
    }

    /// Without the archive's own top directory.
    private static void unpack(Path archive, Path target) throws IOException {
        try (var zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                var inside = entry.getName().substring(entry.getName().indexOf('/') + 1);
                var path = target.resolve(inside).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("an archive may not write outside its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                } else {
                    Files.createDirectories(path.resolve(".."));
                    Files.copy(zip, path);
                    if (inside.endsWith(".sh")) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    /// What Keycloak calls its build: it fixes the kind of database and leaves out what is not used.
    private static void prepare(Path distribution) throws IOException {
        Commands.run(
                distribution,
                List.of("env", "JAVA_HOME=" + System.getProperty("java.home"), "bin/kc.sh", "build", "--db=postgres"));
    }
}
