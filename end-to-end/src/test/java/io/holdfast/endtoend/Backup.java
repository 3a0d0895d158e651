package io.holdfast.endtoend;

import io.holdfast.launcher.house.House;
import io.holdfast.launcher.house.House.Part;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// A base backup of a house's PostgreSQL, and the write-ahead log since then: what `src-docs/operating/backup.md` says
/// to have. The log is archived where it was written.
final class Backup {

    /// PostgreSQL takes no `Z` here.
    private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSxxx");

    private final House house;
    private final Path base;

    private Backup(House house, Path base) {
        this.house = house;
        this.base = base;
    }

    /// Taken while everybody goes on.
    static Backup of(House house) throws IOException, SQLException {
        var data = house.postgres().data();
        var base = data.resolveSibling("base");
        try (var connection = house.postgres().admin("postgres");
                var statement = connection.createStatement()) {
            // Nothing of the log goes before it has been needed.
            statement.execute("alter system set wal_keep_size = '1GB'");
            statement.execute("select pg_reload_conf()");
            statement.execute("select pg_backup_start('base', true)");
            copy(data, base);
            try (var label = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                label.next();
                write(base, "backup_label", label.getString(1));
            }
        }
        return new Backup(house, base);
    }

    /// Without the log, and without what belongs to the running server.
    private static void copy(Path data, Path base) throws IOException {
        var log = data.resolve("pg_wal");
        Files.walkFileTree(data, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.copy(directory, there(directory), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                var isOfTheServer = file.getFileName().toString().startsWith("postmaster.");
                if (!isOfTheServer && !file.startsWith(log)) {
                    try {
                        Files.copy(file, there(file), StandardCopyOption.COPY_ATTRIBUTES);
                    } catch (NoSuchFileException _) {
                        // The log knows that it has gone.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, @Nullable IOException reason) throws IOException {
                if (reason instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw reason == null ? new IOException(file.toString()) : reason;
            }

            private Path there(Path path) {
                return base.resolve(data.relativize(path));
            }
        });
    }

    /// Puts the database as it was at a moment in the place of the one there is.
    void restoreTo(Instant moment) throws IOException {
        var data = house.postgres().data();
        var before = data.resolveSibling("before");
        house.kill(Part.POSTGRES);
        Files.move(data, before);
        Files.move(base, data);
        // Nobody may look before it is there.
        write(data, "postgresql.auto.conf", """
                restore_command = 'cp "%s/pg_wal/%%f" "%%p"'
                recovery_target_time = '%s'
                recovery_target_action = 'promote'
                hot_standby = off
                """.formatted(
                        before, moment.atOffset(ZoneOffset.UTC).format(WRITTEN)));
        write(data, "recovery.signal", "");
        house.restart(Part.POSTGRES);
    }

    /// For whoever the server runs as.
    private static void write(Path directory, String name, String text) throws IOException {
        var file = directory.resolve(name);
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Files.setOwner(file, Files.getOwner(directory));
    }
}
