package io.holdfast.endtoend.bench.room;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.launcher.house.Jvm;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.house.Variables;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.Redis;
import io.holdfast.stack.Secrets;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Ports;
import io.holdfast.stack.test.Facts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// What is measured, and the parts it needs: a Redis that forgets, a Kafka, waiting-room as `./holdfast up` runs it,
/// and the baseline with the same Java, the same heap and the same cores.
final class Stage implements AutoCloseable {

    /// So long before now such sales have opened.
    private static final Duration OPEN_SINCE = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final BenchOptions options;
    private final Machine machine;
    private final Path repository;
    private final Path logs;
    private final Map<String, String> secrets = Secrets.fresh();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Redis redis;
    private final Kafka kafka;
    private final Facts facts;
    private final RedisLine line;
    private final List<Server> rooms = new ArrayList<>();
    private int lastBrowser;

    private Stage(BenchOptions options, Machine machine, Path repository) throws IOException {
        this.options = options;
        this.machine = machine;
        this.repository = repository;
        this.logs = Files.createDirectories(options.out().resolve("logs"));
        running.push(http);
        try {
            redis = Redis.start(Redis.Setup.temporary());
            running.push(redis);
            kafka = Kafka.start(Kafka.Setup.temporary());
            running.push(kafka);
            kafka.topics("");
            facts = new Facts(kafka.bootstrapServers(), "");
            running.push(facts);
            line = new RedisLine(redis.port());
            running.push(line);
            machine.moveToServers(redis.process().pid());
            machine.moveToServers(kafka.process().pid());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The waiting room is ready when this returns.
    static Stage open(BenchOptions options, Machine machine, Path repository) throws IOException {
        var stage = new Stage(options, machine, repository);
        try {
            stage.startRooms(1);
            machine.moveSelfToLoad();
            return stage;
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    BenchOptions options() {
        return options;
    }

    /// So many more waiting rooms beside those that run.
    List<Server> startRooms(int count) throws IOException {
        var starting = new ArrayList<Starting>();
        for (var i = 0; i < count; i++) {
            starting.add(startRoom());
        }
        for (var one : starting) {
            awaitOk(one.server(), one.ready());
            rooms.add(one.server());
        }
        return starting.stream().map(Starting::server).toList();
    }

    private record Starting(Server server, URI ready) {}

    private Starting startRoom() throws IOException {
        var ports = Ports.free(2);
        var management = ports.getLast();
        var told = new TreeMap<>(http(ports.getFirst()));
        told.put("quarkus.management.host", "127.0.0.1");
        told.put("quarkus.management.port", String.valueOf(management));
        told.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        told.put("kafka.bootstrap.servers", kafka.bootstrapServers());
        // Nobody comes as staff here, so nobody is asked who they are.
        told.put("quarkus.oidc.auth-server-url", "http://127.0.0.1:" + management + "/realms/holdfast");
        // All the load comes from one address.
        told.put("holdfast.guard.exempt", "127.0.0.0/8");
        for (var secret : List.of("holdfast.account.key", "holdfast.place.key", "holdfast.pass.private-key")) {
            told.put(secret, secret(secret));
        }
        var server = start("waiting-room", Service.WAITING_ROOM.jar(repository), told, ports.getFirst());
        return new Starting(server, URI.create("http://127.0.0.1:" + management + "/q/health/ready"));
    }

    /// The waiting room that was started first.
    Server room() {
        return rooms.getFirst();
    }

    Server startBaseline() throws IOException {
        var port = Ports.free();
        var jar = repository.resolve("platform/baseline/target/quarkus-app/quarkus-run.jar");
        var server = start("baseline", jar, http(port), port);
        awaitOk(server, server.at("/hello"));
        return server;
    }

    private Map<String, String> http(int port) {
        return Map.of(
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.http.port",
                String.valueOf(port),
                "quarkus.log.console.json.enabled",
                "false",
                "quarkus.redis.hosts",
                redis.url());
    }

    private Server start(String name, Path jar, Map<String, String> configuration, int port) throws IOException {
        if (!Files.exists(jar)) {
            throw new IOException("%s has not been built: %s is missing".formatted(name, jar));
        }
        var words = new ArrayList<>(machine.serverPrefix());
        // The same for both, so that only what they do differs.
        words.addAll(Jvm.command(Service.WAITING_ROOM.jvmOptions(), jar));
        var log = logs.resolve(name + "-" + running.size() + ".log");
        Files.deleteIfExists(log);
        var child =
                Child.start(new Child.Command(name, words, Variables.of(configuration), logs, log, Signal.TERM, null));
        running.push(child);
        return new Server(child, port);
    }

    /// Ends it at once, as a power cut would.
    void kill(Server server) {
        rooms.remove(server);
        running.remove(server.child());
        server.child().kill();
    }

    void stop(Server server) {
        rooms.remove(server);
        running.remove(server.child());
        server.child().close();
    }

    private void awaitOk(Server server, URI address) {
        await("%s to be ready".formatted(server.child().name()), () -> {
            if (!server.child().alive()) {
                throw server.child().failure("ended before it was ready");
            }
            try {
                return send(HttpRequest.newBuilder(address)).statusCode() == 200;
            } catch (IOException _) {
                return false;
            }
        });
    }

    static void await(String what, BooleanSupplier done) {
        var end = Instant.now().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            pause(Duration.ofMillis(50));
        }
    }

    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// A sale that has been open for a minute, known to all waiting rooms.
    SaleId openSale(AdmissionSettings admission) {
        var sale = SaleId.next();
        announce(sale, Instant.now().minus(OPEN_SINCE), admission);
        return sale;
    }

    /// Tells all waiting rooms of a sale whose lobby is open; they know it when this returns.
    void announce(SaleId sale, Instant opensAt, AdmissionSettings admission) {
        facts.tell(new SaleScheduled(
                sale,
                "Hamlet",
                List.of(PerformanceId.next()),
                opensAt.minus(Crowd.LOBBY),
                opensAt,
                opensAt.plus(Crowd.LASTS),
                admission));
        for (var room : rooms) {
            await("the waiting room to hear of a sale", () -> {
                try {
                    return send(HttpRequest.newBuilder(room.at(serving(sale)))).statusCode() == 200;
                } catch (IOException e) {
                    throw new IllegalStateException("the waiting room does not answer", e);
                }
            });
        }
    }

    static String serving(SaleId sale) {
        return "/api/sales/" + sale + "/serving";
    }

    static String places(SaleId sale) {
        return "/api/sales/" + sale + "/places";
    }

    /// The public document of a sale.
    JsonNode serving(Server server, SaleId sale) throws IOException {
        return json(send(HttpRequest.newBuilder(server.at(serving(sale)))));
    }

    /// The same through whoever listens at that address.
    JsonNode get(URI address) throws IOException {
        return json(send(HttpRequest.newBuilder(address)));
    }

    /// Joins as somebody new.
    JsonNode join(URI places) throws IOException {
        return json(send(HttpRequest.newBuilder(places)
                .header("Cookie", cookies(1).getFirst())
                .POST(HttpRequest.BodyPublishers.noBody())));
    }

    JsonNode mine(URI mine, String place) throws IOException {
        return json(send(HttpRequest.newBuilder(mine).header("Holdfast-Place", place)));
    }

    private JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s was answered with %d".formatted(answer.request().uri().getPath(), answer.statusCode()));
        }
        return json.readTree(answer.body());
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// What the browsers of so many members send, none of whom has been here before.
    List<String> cookies(int count) {
        var accounts = new SignedAccount(secret("holdfast.account.key"));
        var until = Instant.now().plus(Duration.ofHours(1));
        var cookies = new ArrayList<String>(count);
        for (var i = 0; i < count; i++) {
            cookies.add("%s=%s; hf_browser=%s"
                    .formatted(SignedAccount.COOKIE, accounts.sign(CustomerId.next(), until), browser()));
        }
        return cookies;
    }

    /// 22 letters nobody else has.
    private String browser() {
        return "bench" + String.format("%017d", ++lastBrowser);
    }

    private String secret(String name) {
        var secret = secrets.get(name);
        if (secret == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return secret;
    }

    RedisLine redis() {
        return line;
    }

    Duration redisCpu() {
        return cpu(redis.process());
    }

    static Duration cpu(Child child) {
        return ProcessHandle.of(child.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (Exception _) {
                // It ends with this process in any case.
            }
        }
    }
}
