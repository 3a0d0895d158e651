package io.holdfast.endtoend.bench.workers;

import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.stage.Server;
import io.holdfast.launcher.house.Service;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.Postgres;
import io.holdfast.stack.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The parts the workers need: a PostgreSQL that waits for its disk at every commit, a Kafka, and each worker as
/// `./holdfast up` runs it, started when a chapter first asks for it. Nothing is pinned to a core.
final class Stage extends Ground {

    private static final String DATABASE = "holdfast";
    private static final String PASSWORD = "bench";

    private final Postgres postgres;
    private final Kafka kafka;
    private @Nullable Server refundWorker;

    private Stage(BenchOptions options, Machine machine, Path repository) throws IOException {
        super(options, machine, repository);
        try {
            postgres = closing(Postgres.start(Postgres.Setup.temporaryAndDurable()));
            kafka = closing(Kafka.start(Kafka.Setup.temporary()));
            kafka.topics("");
            postgres.database(DATABASE);
        } catch (SQLException e) {
            close();
            throw new IOException(e);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    static Stage open(BenchOptions options, Machine machine, Path repository) throws IOException {
        return new Stage(options, machine, repository);
    }

    Kafka kafka() {
        return kafka;
    }

    Postgres postgres() {
        return postgres;
    }

    /// It is ready when this returns, its schema `refund` with it. No payment company is asked.
    Server refundWorker() throws IOException {
        var running = refundWorker;
        if (running == null) {
            var ports = Ports.free(2);
            var told = worker("refund", ports.getLast(), ports.getFirst());
            told.put("holdfast.simulator.url", "http://127.0.0.1:" + ports.getLast());
            told.put("holdfast.simulator.secret", "none");
            told.put("holdfast.simulator.webhook-secret", "none");
            running = start("refund-worker", Service.REFUND_WORKER, told, ports.getFirst());
            awaitOk(running, URI.create("http://127.0.0.1:" + ports.getLast() + "/q/health/ready"));
            refundWorker = running;
        }
        return running;
    }

    /// What every worker is told; its schema and role are there.
    private TreeMap<String, String> worker(String schema, int management, int port) throws IOException {
        try {
            postgres.owner(DATABASE, schema, PASSWORD);
        } catch (SQLException e) {
            throw new IOException(e);
        }
        var told = new TreeMap<>(http(port));
        told.put("quarkus.management.host", "127.0.0.1");
        told.put("quarkus.management.port", String.valueOf(management));
        told.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        told.put("quarkus.datasource.jdbc.url", postgres.url(DATABASE, schema));
        told.put("quarkus.datasource.username", schema);
        told.put("quarkus.datasource.password", PASSWORD);
        // Nobody comes as staff here, so nobody is asked who they are.
        told.put("quarkus.oidc.auth-server-url", "http://127.0.0.1:" + management + "/realms/holdfast");
        told.put("holdfast.contacts.key", secret("holdfast.contacts.key"));
        return told;
    }

    /// A connection with the rights of the service that owns the schema.
    Connection connection(String schema) throws SQLException {
        return DriverManager.getConnection(postgres.url(DATABASE, schema), schema, PASSWORD);
    }

    @Override
    protected String redisUrl() {
        return "redis://127.0.0.1";
    }
}
