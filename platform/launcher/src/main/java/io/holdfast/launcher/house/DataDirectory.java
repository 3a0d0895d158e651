package io.holdfast.launcher.house;

import io.holdfast.stack.process.Directories;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The directory that holds everything one house knows; one house at a time.
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "lock";
    private static final String OWNER = "process";

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// @throws UnfitException if another house uses it now
    static DataDirectory occupy(Path path) throws IOException {
        // Nobody may look into it; PostgreSQL, which may run as another user, finds its own directory.
        if (!Files.exists(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
        }
        var channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = lock(channel);
        if (lock == null) {
            channel.close();
            var owner = path.resolve(OWNER);
            throw new UnfitException("Another holdfast (process %s) is using %s; stop it first, or choose another"
                            .formatted(Files.exists(owner) ? Files.readString(owner) : "unknown", path)
                    + " directory with --data and other ports with --port-base.");
        }
        Files.writeString(
                path.resolve(OWNER), String.valueOf(ProcessHandle.current().pid()), StandardCharsets.UTF_8);
        return new DataDirectory(path, channel, lock);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }

    /// Forgets everything in it, and keeps it.
    void empty() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            for (var entry : entries.toList()) {
                var name = entry.getFileName();
                if (name != null
                        && !name.toString().equals(LOCK)
                        && !name.toString().equals(OWNER)) {
                    Directories.remove(entry);
                }
            }
        }
    }

    Path of(String name) {
        return path.resolve(name);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
