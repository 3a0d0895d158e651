package io.holdfast.endtoend.bench.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.launcher.house.Jvm;
import io.holdfast.launcher.house.Service;
import io.holdfast.launcher.house.Variables;
import io.holdfast.stack.Secrets;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Ports;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// What every stage of a benchmark stands on: processes that are started, asked and stopped, secrets nobody else
/// knows, and people who come.
public abstract class Ground implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    /// Of what prepares a round, e.g. putting 15,000 seats on sale while others use the machine.
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60);

    private final BenchOptions options;
    private final Machine machine;
    private final Path repository;
    private final Path logs;
    private final Map<String, String> secrets = Secrets.fresh();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private int lastBrowser;

    protected Ground(BenchOptions options, Machine machine, Path repository) throws IOException {
        this.options = options;
        this.machine = machine;
        this.repository = repository;
        this.logs = Files.createDirectories(options.out().resolve("logs"));
        running.push(http);
    }

    public BenchOptions options() {
        return options;
    }

    protected Machine machine() {
        return machine;
    }

    /// It is closed when the ground is, the last first.
    public <T extends AutoCloseable> T closing(T part) {
        running.push(part);
        return part;
    }

    public Path repository() {
        return repository;
    }

    /// Starts the baseline with the same Java and the same heap as the service it is compared with.
    public Server startBaseline(Service likeWhich) throws IOException {
        var port = Ports.free();
        var jar = repository.resolve("platform/baseline/target/quarkus-app/quarkus-run.jar");
        var server = start("baseline", jar, likeWhich, http(port), port);
        awaitOk(server, server.at("/hello"));
        return server;
    }

    /// A waiting room that is starting.
    protected record Starting(Server server, URI ready) {}

    protected Starting startRoom(String kafka) throws IOException {
        var ports = Ports.free(2);
        var management = ports.getLast();
        var told = http(ports.getFirst());
        told.put("quarkus.management.host", "127.0.0.1");
        told.put("quarkus.management.port", String.valueOf(management));
        told.put("quarkus.http.proxy.trusted-proxies", "127.0.0.1");
        told.put("kafka.bootstrap.servers", kafka);
        // Nobody comes as staff here, so nobody is asked who they are.
        told.put("quarkus.oidc.auth-server-url", "http://127.0.0.1:" + management + "/realms/holdfast");
        // All the load comes from one address.
        told.put("holdfast.guard.exempt", "127.0.0.0/8");
        for (var secret : List.of("holdfast.account.key", "holdfast.place.key", "holdfast.pass.private-key")) {
            told.put(secret, secret(secret));
        }
        var server = start("waiting-room", Service.WAITING_ROOM, told, ports.getFirst());
        return new Starting(server, URI.create("http://127.0.0.1:" + management + "/q/health/ready"));
    }

    /// Where Redis is, for whoever needs one.
    protected abstract String redisUrl();

    protected Map<String, String> http(int port) {
        return new HashMap<>(Map.of(
                "quarkus.http.host",
                "127.0.0.1",
                "quarkus.http.port",
                String.valueOf(port),
                "quarkus.log.console.json.enabled",
                "false",
                "quarkus.redis.hosts",
                redisUrl()));
    }

    protected Server start(String name, Service service, Map<String, String> configuration, int port)
            throws IOException {
        return start(name, service.jar(repository), service, configuration, port);
    }

    private Server start(String name, Path jar, Service service, Map<String, String> configuration, int port)
            throws IOException {
        if (!Files.exists(jar)) {
            throw new IOException("%s has not been built: %s is missing".formatted(name, jar));
        }
        var words = new ArrayList<>(machine.serverPrefix());
        words.addAll(Jvm.command(service.jvmOptions(), jar));
        var log = logs.resolve(name + "-" + running.size() + ".log");
        Files.deleteIfExists(log);
        var child =
                Child.start(new Child.Command(name, words, Variables.of(configuration), logs, log, Signal.TERM, null));
        running.push(child);
        return new Server(child, port);
    }

    /// Ends it at once, as a power cut would.
    public void kill(Server server) {
        running.remove(server.child());
        server.child().kill();
    }

    public void stop(Server server) {
        running.remove(server.child());
        server.child().close();
    }

    protected void awaitOk(Server server, URI address) {
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

    public static void await(String what, BooleanSupplier done) {
        var end = Instant.now().plus(PATIENCE);
        while (!done.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("waited in vain for " + what);
            }
            pause(Duration.ofMillis(50));
        }
    }

    public static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    protected JsonNode json(HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(
                    "%s was answered with %d".formatted(answer.request().uri().getPath(), answer.statusCode()));
        }
        return json.readTree(answer.body());
    }

    protected HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.timeout(LONGEST_ANSWER).build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /// What the browsers of so many members send, none of whom has been here before.
    public List<String> cookies(int count) {
        return cookies(Stream.generate(CustomerId::next).limit(count).toList());
    }

    /// The same for members who are known.
    public List<String> cookies(List<CustomerId> members) {
        var accounts = new SignedAccount(secret("holdfast.account.key"));
        var until = Instant.now().plus(Duration.ofHours(1));
        return members.stream()
                .map(member ->
                        "%s=%s; hf_browser=%s".formatted(SignedAccount.COOKIE, accounts.sign(member, until), browser()))
                .toList();
    }

    /// 22 letters nobody else has.
    protected String browser() {
        return "bench" + String.format("%017d", ++lastBrowser);
    }

    protected String secret(String name) {
        var secret = secrets.get(name);
        if (secret == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return secret;
    }

    public static Duration cpu(Child child) {
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
