package io.holdfast.stack;

import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Commands;
import io.holdfast.stack.process.Directories;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL 18 server on 127.0.0.1; every connection needs a password.
public final class Postgres implements AutoCloseable {

    /// @param directory where the data lives and stays; null for a temporary one
    /// @param port 0 for any free one
    /// @param password of the superuser `postgres`; a directory keeps the one it was made with
    /// @param durable whether a commit survives a power cut (`fsync` and `synchronous_commit`)
    /// @param log null for one beside the data
    /// @param settings besides those it has anyway, which they outdo
    public record Setup(
            @Nullable Path directory,
            int port,
            String password,
            boolean durable,
            @Nullable Path log,
            Parts parts,
            Map<String, String> settings) {

        public Setup(
                @Nullable Path directory, int port, String password, boolean durable, @Nullable Path log, Parts parts) {
            this(directory, port, password, durable, log, parts, Map.of());
        }

        public Setup with(Map<String, String> settings) {
            return new Setup(directory, port, password, durable, log, parts, settings);
        }

        /// Forgets everything and waits for no disk.
        public static Setup temporary() throws IOException {
            return new Setup(null, 0, UUID.randomUUID().toString(), false, null, Parts.shared());
        }

        /// Forgets everything when closed, and until then keeps every commit even through [Postgres#kill()].
        public static Setup temporaryAndDurable() throws IOException {
            return new Setup(null, 0, UUID.randomUUID().toString(), true, null, Parts.shared());
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private final Setup setup;
    private final Child child;
    private final Path data;
    private final int port;

    private Postgres(Setup setup, Child child, Path data, int port) {
        this.setup = setup;
        this.child = child;
        this.data = data;
        this.port = port;
    }

    /// Returns when it takes connections.
    public static Postgres start(Setup setup) throws IOException {
        var home = Home.of(setup.directory(), "postgres");
        var directory = home.directory();
        var data = directory.resolve("data");
        var user = Unprivileged.forDirectory(directory);
        var bin = setup.parts().postgres().resolve("bin");
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            create(directory, data, bin, user, setup.password());
        } else {
            stopOrphan(data);
        }
        var port = setup.port() == 0 ? Ports.free() : setup.port();
        var words = new ArrayList<>(user.words());
        words.addAll(List.of(bin.resolve("postgres").toString(), "-D", data.toString()));
        var settings = new TreeMap<>(settings(port, setup.durable()));
        settings.putAll(setup.settings());
        settings.forEach((name, value) -> words.addAll(List.of("-c", name + "=" + value)));
        var log = setup.log() == null ? directory.resolve("postgres.log") : setup.log();
        var child = Child.start(
                new Child.Command("PostgreSQL", words, Map.of(), directory, log, Signal.INT, home.temporary()));
        var postgres = new Postgres(setup, child, data, port);
        try {
            postgres.awaitConnections();
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
        return postgres;
    }

    private static Map<String, String> settings(int port, boolean durable) {
        var onOrOff = durable ? "on" : "off";
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", String.valueOf(port)),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "200"),
                Map.entry("shared_buffers", "128MB"),
                Map.entry("fsync", onOrOff),
                Map.entry("synchronous_commit", onOrOff),
                Map.entry("full_page_writes", onOrOff),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                Map.entry("log_checkpoints", "off"));
    }

    private static void create(Path directory, Path data, Path bin, Unprivileged user, String password)
            throws IOException {
        // Left over from a start that was cut short: without PG_VERSION there is no database in it.
        if (Files.exists(data)) {
            Directories.remove(data);
        }
        var secret = Files.createTempFile(
                directory,
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(secret, password);
            user.mayRead(secret);
            var words = new ArrayList<>(user.words());
            words.addAll(List.of(
                    bin.resolve("initdb").toString(),
                    "--pgdata=" + data,
                    "--username=postgres",
                    "--auth=scram-sha-256",
                    "--pwfile=" + secret,
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--no-sync"));
            Commands.run(directory, words);
        } finally {
            Files.deleteIfExists(secret);
        }
    }

    /// A server that somebody left running on this directory, say by killing what had started it.
    private static void stopOrphan(Path data) throws IOException {
        var file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        var pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
        ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                .ifPresent(process -> {
                    process.destroy();
                    var end = Instant.now().plusSeconds(5);
                    while (process.isAlive() && Instant.now().isBefore(end)) {
                        pause(50);
                    }
                    if (process.isAlive()) {
                        process.destroyForcibly();
                        process.onExit().join();
                    }
                });
        Files.deleteIfExists(file);
    }

    private void awaitConnections() {
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            if (!child.alive()) {
                throw child.failure("ended before it was ready");
            }
            if (Ports.answers(port)) {
                try (var _ = admin("postgres")) {
                    return;
                } catch (SQLException e) {
                    // 57P03: still starting up.
                    if (!"57P03".equals(e.getSQLState()) && !"08001".equals(e.getSQLState())) {
                        throw new IllegalStateException("PostgreSQL is up and lets nobody in: " + e.getMessage(), e);
                    }
                }
            }
            if (Instant.now().isAfter(end)) {
                throw child.failure("was not ready after " + PATIENCE.toSeconds() + " s");
            }
            pause(25);
        }
    }

    public int port() {
        return port;
    }

    public Child process() {
        return child;
    }

    /// For JDBC.
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /// For JDBC; unqualified names mean this schema.
    public String url(String database, String schema) {
        return url(database) + "?currentSchema=" + schema;
    }

    public String password() {
        return setup.password();
    }

    /// A connection as the superuser.
    public Connection admin(String database) throws SQLException {
        return DriverManager.getConnection(url(database), "postgres", setup.password());
    }

    /// Makes the database unless it exists.
    public void database(String name) throws SQLException {
        try (var connection = admin("postgres");
                var find = connection.prepareStatement("select from pg_database where datname = ?")) {
            find.setString(1, name);
            if (!find.executeQuery().next()) {
                try (var statement = connection.createStatement()) {
                    statement.execute("create database " + checked(name));
                }
            }
        }
        try (var connection = admin(name);
                var statement = connection.createStatement()) {
            statement.execute("revoke all on schema public from public");
            statement.execute("revoke temporary on database " + checked(name) + " from public");
        }
    }

    /// Makes a role and a schema of the same name, which the role owns; it sees no other. An existing role gets
    /// the password.
    public void owner(String database, String name, String password) throws SQLException {
        owner(url(database), setup.password(), database, name, password);
    }

    /// The same on a server that is known by its address only.
    ///
    /// @param adminPassword of the superuser `postgres`
    public static void owner(String url, String adminPassword, String database, String name, String password)
            throws SQLException {
        try (var connection = DriverManager.getConnection(url, "postgres", adminPassword);
                var find = connection.prepareStatement("select from pg_roles where rolname = ?");
                var statement = connection.createStatement()) {
            find.setString(1, name);
            var verb = find.executeQuery().next() ? "alter" : "create";
            statement.execute(
                    "%s role %s login password %s".formatted(verb, checked(name), statement.enquoteLiteral(password)));
            statement.execute("create schema if not exists %s authorization %s".formatted(name, name));
            statement.execute(
                    "alter role %s in database %s set search_path = %s".formatted(name, checked(database), name));
        }
    }

    private static String checked(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a database, schema or role: " + name);
        }
        return name;
    }

    public Path data() {
        return data;
    }

    /// Ends every process of the server at once, as a power cut would. What was committed is there again when a
    /// server is started on the same directory.
    public void kill() {
        child.kill();
    }

    /// All its processes stand still, as on a machine that has stalled.
    public void freeze() {
        child.freeze();
        processes().forEach(pid -> Child.send(pid, "STOP"));
    }

    /// They go on where they stood.
    public void thaw() {
        processes().forEach(pid -> Child.send(pid, "CONT"));
        child.thaw();
    }

    /// One for each connection and some that keep house; not the shell that watches over the server.
    private List<Long> processes() {
        return ProcessHandle.of(child.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(process -> process.info().command().orElse("").endsWith("postgres"))
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public void close() {
        child.close();
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for PostgreSQL");
        }
    }
}
