package io.holdfast.endtoend.bench.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parts the workers need: a PostgreSQL that waits for its disk at every commit, a Kafka, and each worker as
/// `./holdfast up` runs it, started when a chapter first asks for it. Nothing is pinned to a core.
final class Stage extends Ground {

    private static final String DATABASE = "holdfast";
    private static final String PASSWORD = "bench";

    private final ObjectMapper json = new ObjectMapper();
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

    /// A worker, and where its health and its metrics are.
    record Worker(Server server, int management) {
        private URI at(String path) {
            return URI.create("http://127.0.0.1:" + management + path);
        }
    }

    /// One more worker beside those there are, which is not ready yet.
    ///
    /// @param schema its own, which is made if need be
    /// @param more what it is told besides what every worker is told
    Worker starting(String name, Service service, String schema, Map<String, String> more) throws IOException {
        var ports = Ports.free(2);
        var told = worker(schema, ports.getLast(), ports.getFirst());
        told.putAll(more);
        return new Worker(start(name, service, told, ports.getFirst()), ports.getLast());
    }

    /// @throws IllegalStateException if it has ended
    boolean isReady(Worker worker) {
        var process = worker.server().child();
        if (!process.alive()) {
            throw process.failure("ended");
        }
        try {
            return send(HttpRequest.newBuilder(worker.at("/q/health/ready"))).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// One of the secrets the services share.
    String key(String name) {
        return secret(name);
    }

    /// Where the parts write what they have to say.
    Path logs() {
        return options().out().resolve("logs");
    }

    /// What the worker's own metrics say of this one, all of its labels together; 0 if nothing yet.
    double metric(Worker worker, String name) throws IOException {
        var answer = send(HttpRequest.newBuilder(worker.at("/q/metrics")).header("Accept", "text/plain"));
        // An example may stand behind the value.
        var line = Pattern.compile("^" + Pattern.quote(name) + "(?:\\{[^}]*})? (\\S+)", Pattern.MULTILINE);
        return line.matcher(new String(answer.body(), StandardCharsets.UTF_8))
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    /// What somebody's browser is answered.
    JsonNode get(URI address, String cookie) throws IOException {
        return json(send(HttpRequest.newBuilder(address).header("Cookie", cookie)));
    }

    /// As somebody of the staff.
    ///
    /// @return the status it is answered with
    int post(URI address, String token, Object body) throws IOException {
        return send(HttpRequest.newBuilder(address)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "bench-" + UUID.randomUUID())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))))
                .statusCode();
    }

    /// Runs it with the rights of the service that owns the schema.
    ///
    /// @param arguments bound in order; a list is bound as an array of UUIDs
    void run(String schema, String statement, Object... arguments) {
        try (var connection = connection(schema);
                var prepared = prepared(connection, statement, arguments)) {
            prepared.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The one number it answers.
    long count(String schema, String statement, Object... arguments) {
        return list(schema, statement, arguments).getFirst();
    }

    /// The numbers it answers, one of each row.
    List<Long> list(String schema, String statement, Object... arguments) {
        try (var connection = connection(schema);
                var prepared = prepared(connection, statement, arguments);
                var rows = prepared.executeQuery()) {
            var all = new ArrayList<Long>();
            while (rows.next()) {
                all.add(rows.getLong(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PreparedStatement prepared(Connection connection, String statement, Object... arguments)
            throws SQLException {
        var prepared = connection.prepareStatement(statement);
        for (var n = 0; n < arguments.length; n++) {
            if (arguments[n] instanceof List<?> ids) {
                prepared.setArray(n + 1, connection.createArrayOf("uuid", ids.toArray()));
            } else {
                prepared.setObject(n + 1, arguments[n]);
            }
        }
        return prepared;
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
