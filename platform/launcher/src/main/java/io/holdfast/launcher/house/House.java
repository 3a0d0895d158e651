package io.holdfast.launcher.house;

import io.holdfast.launcher.gateway.Gateway;
import io.holdfast.launcher.house.PortPlan.Slot;
import io.holdfast.launcher.keycloak.Keycloak;
import io.holdfast.launcher.keycloak.KeycloakDistribution;
import io.holdfast.simulators.gateway.GatewayConfig;
import io.holdfast.simulators.gateway.GatewaySimulator;
import io.holdfast.simulators.mail.MailSink;
import io.holdfast.simulators.pg.PgSimulator;
import io.holdfast.simulators.sms.SmsSimulator;
import io.holdfast.simulators.stripe.StripeSimulator;
import io.holdfast.simulators.toss.TossSimulator;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.Parts;
import io.holdfast.stack.Postgres;
import io.holdfast.stack.Redis;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The whole platform, running on this machine.
///
/// ```java
/// try (var house = House.start(House.Setup.forTests(repository, logs))) {
///     … house.url() …
///     house.kill(Service.TICKETING_API);
///     house.restart(Service.TICKETING_API);
/// }
/// ```
public final class House implements AutoCloseable {

    /// @param repository with the built services
    /// @param data where everything it knows is kept; one house at a time
    /// @param temporary whether the data is removed when it closes
    /// @param fresh whether it starts without the data of the one before
    /// @param parts where unpacked programs are kept, for all houses
    /// @param services those it runs; the others may be run by somebody else on their ports
    /// @param executables native executables to run instead of a service's jars
    /// @param lines where services look for their parts: where these are, unless something stands between them
    /// @param settings what services are told besides, as configuration
    public record Setup(
            Path repository,
            Path data,
            boolean temporary,
            boolean fresh,
            Path logs,
            Path parts,
            PortPlan ports,
            Set<Service> services,
            Map<Service, Path> executables,
            PortPlan lines,
            Map<Service, Map<String, String>> settings,
            Progress progress) {

        /// With nothing between the services and their parts.
        public Setup(
                Path repository,
                Path data,
                boolean temporary,
                boolean fresh,
                Path logs,
                Path parts,
                PortPlan ports,
                Set<Service> services,
                Map<Service, Path> executables,
                Progress progress) {
            this(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    executables,
                    ports,
                    Map.of(),
                    progress);
        }

        public Setup {
            repository = repository.toAbsolutePath().normalize();
            data = data.toAbsolutePath().normalize();
            logs = logs.toAbsolutePath().normalize();
            parts = parts.toAbsolutePath().normalize();
        }

        /// On free ports, with data of its own that goes with it.
        ///
        /// @param logs kept, so that a test that failed can be understood
        public static Setup forTests(Path repository, Path logs) {
            // It comes into being when the house takes it.
            var data = Path.of(System.getProperty("java.io.tmpdir"), "holdfast-house-" + UUID.randomUUID());
            return new Setup(
                    repository,
                    data,
                    true,
                    false,
                    logs,
                    repository.resolve(".holdfast/parts"),
                    PortPlan.free(),
                    EnumSet.allOf(Service.class),
                    Map.of(),
                    Progress.silent());
        }

        public Setup with(Progress listener) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    executables,
                    lines,
                    settings,
                    listener);
        }

        public Setup with(Map<Service, Path> programs) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    programs,
                    lines,
                    settings,
                    progress);
        }

        public Setup with(PortPlan plan) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    plan,
                    services,
                    executables,
                    plan,
                    settings,
                    progress);
        }

        public Setup only(Set<Service> some) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    some,
                    executables,
                    lines,
                    settings,
                    progress);
        }

        /// Through something that stands between the services and some of their parts.
        public Setup through(PortPlan some) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    executables,
                    some,
                    settings,
                    progress);
        }

        /// With data that stays.
        public Setup keptIn(Path directory) {
            return new Setup(
                    repository,
                    directory,
                    false,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    executables,
                    lines,
                    settings,
                    progress);
        }

        /// With these settings besides.
        public Setup told(Map<Service, Map<String, String>> more) {
            return new Setup(
                    repository,
                    data,
                    temporary,
                    fresh,
                    logs,
                    parts,
                    ports,
                    services,
                    executables,
                    lines,
                    more,
                    progress);
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final String KEYCLOAK_DATABASE = "keycloak";
    private static final String ADDRESSES = "addresses.properties";

    private final Setup setup;
    private final DataDirectory data;
    private final Leftovers leftovers;
    private final Wiring wiring;
    private final Keys keys;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Everything that must be closed, last started first, in three storeys: what stands on what.
    private final Map<Storey, Deque<AutoCloseable>> running = new EnumMap<>(Storey.class);

    private final Map<Service, Child> services = new ConcurrentHashMap<>();
    private final Map<Part, Child> runningParts = new ConcurrentHashMap<>();
    private final Set<Child> established = ConcurrentHashMap.newKeySet();
    private final Set<Child> sentAway = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private @Nullable Postgres postgres;
    private @Nullable GatewaySimulator simulator;
    private @Nullable MailSink mail;

    /// What the services stand on and a test may take away.
    public enum Part {
        POSTGRES,
        REDIS,
        KAFKA
    }

    private enum Storey {
        GROUND,
        PARTS,
        SERVICES,
        DOOR
    }

    private House(Setup setup, DataDirectory data, Keys keys) {
        this.setup = setup;
        this.data = data;
        this.keys = keys;
        this.leftovers = new Leftovers(data.of("started"));
        this.wiring = new Wiring(setup.lines(), setup.settings(), keys);
        for (var storey : Storey.values()) {
            running.put(storey, new ArrayDeque<>());
        }
    }

    /// Takes the data directory and looks whether everything can start; starts nothing yet.
    ///
    /// @throws UnfitException if it cannot
    public static House at(Setup setup) throws IOException {
        for (var service : setup.services()) {
            var program = setup.executables().getOrDefault(service, service.jar(setup.repository()));
            if (!Files.exists(program)) {
                throw new UnfitException("%s has not been built: %s is missing.".formatted(service, program));
            }
        }
        var data = DataDirectory.occupy(setup.data());
        try {
            var leftovers = new Leftovers(data.of("started"));
            leftovers.end();
            requireFree(setup.ports());
            if (setup.fresh()) {
                data.empty();
            }
            Files.createDirectories(setup.logs());
            return new House(setup, data, Keys.in(data.of("secrets.properties")));
        } catch (IOException | RuntimeException e) {
            data.close();
            if (setup.temporary()) {
                Directories.remove(setup.data());
            }
            throw e;
        }
    }

    /// Returns when every part is ready.
    ///
    /// @throws UnfitException if the machine cannot carry it
    public static House start(Setup setup) throws IOException {
        var house = at(setup);
        house.open();
        return house;
    }

    private static void requireFree(PortPlan ports) {
        var taken = ports.taken();
        if (!taken.isEmpty()) {
            var first = taken.getFirst();
            throw new UnfitException(
                    "Port %d, which %s needs, is taken by another program; free it, or choose other ports"
                                    .formatted(ports.of(first), first)
                            + " with --port-base.");
        }
    }

    /// Starts everything and returns when every part is ready. If one fails, nothing stays.
    public void open() throws IOException {
        try {
            startAll();
            noteAddresses();
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                close();
            }
            throw e;
        }
    }

    /// For programs that want to use the house while it runs, such as the rush. Only its owner reads it.
    private void noteAddresses() throws IOException {
        var addresses = new Properties();
        addresses.setProperty("url", url().toString());
        addresses.setProperty("realm", realm().toString());
        addresses.setProperty("mailbox", mailbox().toString());
        addresses.setProperty("gateway", simulator().url().toString());
        addresses.setProperty("gateway-secret", simulatorSecret());
        var note = data.of(ADDRESSES);
        Files.deleteIfExists(note);
        Files.createFile(note, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newBufferedWriter(note)) {
            addresses.store(out, "Where this house is while it runs.");
        }
    }

    private void startAll() throws IOException {
        var parts = Parts.in(setup.parts());
        // Keycloak takes longest, so what it waits for comes first.
        var distribution = inBackground(() -> KeycloakDistribution.preparedIn(setup.parts()));
        var database = inBackground(() -> startPostgres(parts));
        var redis = inBackground(() -> startRedis(parts));
        var kafka = inBackground(this::startKafka);
        var simulators = inBackground(this::startSimulators);
        var gateway = inBackground(this::startGateway);
        var keycloak = database.thenCombineAsync(distribution, this::startKeycloak, threads);
        var all = new ArrayList<CompletableFuture<?>>(
                List.of(database, redis, kafka, simulators, gateway, distribution, keycloak));
        var ground = CompletableFuture.allOf(database, redis, kafka, simulators);
        for (var service : setup.services()) {
            all.add(ground.thenRunAsync(() -> startAndAwait(service), threads));
        }
        await(all);
    }

    /// Until all are done, or one has failed.
    private static void await(List<CompletableFuture<?>> all) throws IOException {
        var failed = new CompletableFuture<Void>();
        all.forEach(one -> one.whenComplete((_, reason) -> {
            if (reason != null) {
                failed.completeExceptionally(reason);
            }
        }));
        try {
            CompletableFuture.anyOf(failed, CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
                    .get();
        } catch (ExecutionException e) {
            var cause = e.getCause();
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            switch (cause) {
                case IOException io -> throw io;
                case UncheckedIOException io -> throw io.getCause();
                case RuntimeException runtime -> throw runtime;
                case null, default -> throw new IllegalStateException("the house could not start", cause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private <T> CompletableFuture<T> inBackground(Callable<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                threads);
    }

    private Postgres startPostgres(Parts parts) throws IOException, SQLException {
        var since = Instant.now();
        var started = Postgres.start(new Postgres.Setup(
                data.of("postgres"),
                setup.ports().of(Slot.POSTGRES),
                keys.password("postgres"),
                true,
                log("postgres"),
                parts));
        stands(Storey.GROUND, started.process(), started);
        runningParts.put(Part.POSTGRES, started.process());
        established.add(started.process());
        started.database(Wiring.DATABASE);
        for (var service : Service.values()) {
            if (service.schema().isPresent()) {
                var schema = service.schema().get();
                started.owner(Wiring.DATABASE, schema, keys.password("postgres." + schema));
            }
        }
        started.database(KEYCLOAK_DATABASE);
        started.owner(KEYCLOAK_DATABASE, KEYCLOAK_DATABASE, keys.password("postgres.keycloak"));
        postgres = started;
        ready("PostgreSQL", since);
        return started;
    }

    private Redis startRedis(Parts parts) throws IOException {
        var since = Instant.now();
        var started =
                Redis.start(new Redis.Setup(data.of("redis"), setup.ports().of(Slot.REDIS), log("redis"), parts));
        stands(Storey.GROUND, started.process(), started);
        runningParts.put(Part.REDIS, started.process());
        established.add(started.process());
        ready("Redis", since);
        return started;
    }

    private Kafka startKafka() throws IOException {
        var since = Instant.now();
        var started = Kafka.start(new Kafka.Setup(
                data.of("kafka"), setup.ports().of(Slot.KAFKA), setup.ports().of(Slot.KAFKA_CONTROLLER), log("kafka")));
        stands(Storey.PARTS, started.process(), started);
        runningParts.put(Part.KAFKA, started.process());
        established.add(started.process());
        started.topics("");
        ready("Kafka", since);
        return started;
    }

    private GatewayConfig gateway(Slot slot, String name, GatewayConfig config) throws IOException {
        return config.onPort(setup.ports().of(slot))
                .withWebhooksTo(URI.create(wiring.publicUrl() + "/api/webhooks/" + name))
                .withJournalIn(Files.createDirectories(data.of("simulator")));
    }

    private Void startSimulators() throws IOException {
        var since = Instant.now();
        var gateway = PgSimulator.start(gateway(
                Slot.SIMULATOR,
                "simulator",
                GatewayConfig.of(keys.password("simulator.api"), keys.password("simulator.webhook"))));
        stands(Storey.PARTS, gateway);
        simulator = gateway;
        var toss = TossSimulator.start(gateway(Slot.TOSS, "toss", GatewayConfig.of(keys.password("toss.secret"))));
        stands(Storey.PARTS, toss);
        var stripe = StripeSimulator.start(gateway(
                Slot.STRIPE,
                "stripe",
                GatewayConfig.of(keys.password("stripe.secret"), keys.password("stripe.webhook"))));
        stands(Storey.PARTS, stripe);
        ready("payment gateway simulators", since);
        var sink = MailSink.start(setup.ports().of(Slot.SMTP), setup.ports().of(Slot.MAILBOX));
        stands(Storey.PARTS, sink);
        mail = sink;
        var sms = SmsSimulator.start(
                setup.ports().of(Slot.SMS),
                Wiring.SMS_SERVICE,
                keys.password("sms.access"),
                keys.password("sms.secret"));
        stands(Storey.PARTS, sms);
        ready("mail sink, text messages", since);
        return null;
    }

    private Void startGateway() {
        var since = Instant.now();
        stands(Storey.DOOR, Gateway.start(setup.ports().of(Slot.GATEWAY), name -> setup.ports()
                .http(Service.named(name).orElseThrow())));
        ready("gateway", since);
        return null;
    }

    private Child startKeycloak(Postgres database, Path distribution) {
        var since = Instant.now();
        try {
            var port = setup.ports().of(Slot.KEYCLOAK);
            var started = Keycloak.start(new Keycloak.Setup(
                    distribution,
                    data.of("keycloak"),
                    port,
                    database.url(KEYCLOAK_DATABASE),
                    KEYCLOAK_DATABASE,
                    keys.password("postgres.keycloak"),
                    keys.password("keycloak.admin"),
                    keys.password("oidc.holdfast-web"),
                    url(),
                    log("keycloak")));
            stands(Storey.PARTS, started, started);
            awaitOk(started, URI.create(Keycloak.realm(port) + "/.well-known/openid-configuration"));
            ready("Keycloak", since);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startAndAwait(Service service) {
        startAndAwait(service, List.of());
    }

    private void startAndAwait(Service service, List<String> jvmOptions) {
        var since = Instant.now();
        try {
            var directory = Files.createDirectories(data.of("run").resolve(service.toString()));
            var started = Child.start(new Child.Command(
                    service.toString(),
                    words(service, jvmOptions),
                    wiring.environment(service),
                    directory,
                    setup.logs().resolve(service + ".log"),
                    Signal.TERM,
                    null));
            services.put(service, started);
            stands(Storey.SERVICES, started, started);
            awaitOk(
                    started,
                    URI.create("http://127.0.0.1:%d/q/health/ready"
                            .formatted(setup.ports().management(service))));
            ready(service.toString(), since);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> words(Service service, List<String> jvmOptions) {
        var executable = setup.executables().get(service);
        if (executable != null) {
            return List.of(executable.toAbsolutePath().toString(), "-Xmx128m");
        }
        var options = new ArrayList<>(service.jvmOptions());
        options.addAll(jvmOptions);
        return Jvm.command(options, service.jar(setup.repository()));
    }

    /// The log of a part, with the one before put aside.
    private Path log(String name) throws IOException {
        var log = setup.logs().resolve(name + ".log");
        if (Files.exists(log)) {
            Files.move(log, setup.logs().resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log;
    }

    private void ready(String part, Instant since) {
        setup.progress().ready(part, Duration.between(since, Instant.now()));
    }

    private void stands(Storey storey, Child child, AutoCloseable closing) throws IOException {
        leftovers.started(child);
        stands(storey, closing);
        child.ended().thenAccept(code -> {
            if (!this.closing && established.contains(child) && !sentAway.contains(child)) {
                setup.progress().say(child.obituary("has ended with exit code " + code));
            }
        });
    }

    /// What starts while the house is closing already goes at once.
    private void stands(Storey storey, AutoCloseable part) {
        synchronized (running) {
            if (!closing) {
                Objects.requireNonNull(running.get(storey)).push(part);
                return;
            }
        }
        closeQuietly(part);
        throw new IllegalStateException("the house is closing");
    }

    private void awaitOk(Child child, URI address) {
        var end = Instant.now().plus(PATIENCE);
        while (!isOk(address)) {
            if (!child.alive()) {
                throw child.failure("ended before it was ready");
            }
            if (Instant.now().isAfter(end)) {
                throw child.failure("was not ready after " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(100);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + child.name());
            }
        }
        established.add(child);
    }

    private boolean isOk(URI address) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(address)
                                            .timeout(Duration.ofSeconds(5))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What people type, without a slash at the end.
    public URI url() {
        return URI.create(wiring.publicUrl());
    }

    public URI realm() {
        return Keycloak.realm(setup.ports().of(Slot.KEYCLOAK));
    }

    public URI mailbox() {
        return URI.create("http://127.0.0.1:" + setup.ports().of(Slot.MAILBOX));
    }

    /// The page that shows what was sent as text messages.
    public URI texts() {
        return URI.create("http://127.0.0.1:" + setup.ports().of(Slot.SMS));
    }

    public GatewaySimulator simulator() {
        return Objects.requireNonNull(simulator, "the house is not open");
    }

    /// What a server shows the simulator to use its API.
    public String simulatorSecret() {
        return keys.password("simulator.api");
    }

    public Postgres postgres() {
        return Objects.requireNonNull(postgres, "the house is not open");
    }

    public PortPlan ports() {
        return setup.ports();
    }

    /// Where a file lies that only this house's data needs, e.g. a note of what has been done once.
    public Path note(String name) {
        return data.of(name);
    }

    /// In MiB, of this process and all it runs.
    public long memory() {
        return Memory.usedMebibytes();
    }

    /// Its environment variables, for running it another way.
    public Map<String, String> environment(Service service) {
        return wiring.environment(service);
    }

    /// Ends a service at once, as a power cut would. The others stay.
    public void kill(Service service) {
        var child = Objects.requireNonNull(services.get(service), service + " does not run here");
        sentAway.add(child);
        child.kill();
    }

    /// Stops a service politely, as Kubernetes does; returns when it has ended.
    public void stop(Service service) {
        var child = running(service);
        sentAway.add(child);
        child.close();
    }

    /// Starts a service again that was killed or has died, or stops it politely first; returns when it is ready.
    public void restart(Service service) {
        restart(service, List.of());
    }

    /// The same with more options for its JVM, this once.
    public void restart(Service service, List<String> jvmOptions) {
        var child = services.get(service);
        if (child != null) {
            sentAway.add(child);
            child.close();
        }
        startAndAwait(service, jvmOptions);
    }

    /// Lets a service stand still, as on a machine that has stalled.
    public void freeze(Service service) {
        running(service).freeze();
    }

    public void thaw(Service service) {
        running(service).thaw();
    }

    private Child running(Service service) {
        return Objects.requireNonNull(services.get(service), service + " does not run here");
    }

    /// Ends a part at once, as a power cut would. Whoever stands on it has to bear it.
    public void kill(Part part) {
        var child = running(part);
        sentAway.add(child);
        child.kill();
    }

    /// Starts a part again that was killed, with the data it had; returns when it answers.
    public void restart(Part part) throws IOException {
        var programs = Parts.in(setup.parts());
        switch (part) {
            case POSTGRES -> restartPostgres(programs);
            case REDIS -> startRedis(programs);
            case KAFKA -> startKafka();
        }
    }

    /// A server that was killed may leave some of its processes behind for a moment, and until they have gone no other
    /// one starts on its data.
    private void restartPostgres(Parts programs) throws IOException {
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            try {
                startPostgres(programs);
                return;
            } catch (IllegalStateException e) {
                if (Instant.now().isAfter(end)) {
                    throw e;
                }
            } catch (SQLException e) {
                throw new IOException("PostgreSQL does not know its databases any more", e);
            }
        }
    }

    /// Lets a part stand still, all its processes.
    public void freeze(Part part) {
        if (part == Part.POSTGRES) {
            postgres().freeze();
        } else {
            running(part).freeze();
        }
    }

    public void thaw(Part part) {
        if (part == Part.POSTGRES) {
            postgres().thaw();
        } else {
            running(part).thaw();
        }
    }

    private Child running(Part part) {
        return Objects.requireNonNull(runningParts.get(part), "the house is not open");
    }

    /// Stops everything it started, and only that: the door first, the databases last.
    @Override
    public void close() {
        synchronized (running) {
            if (closing) {
                return;
            }
            closing = true;
        }
        for (var storey : List.of(Storey.DOOR, Storey.SERVICES, Storey.PARTS, Storey.GROUND)) {
            var parts = List.copyOf(Objects.requireNonNull(running.get(storey)));
            var closed = parts.stream()
                    .map(part -> CompletableFuture.runAsync(() -> closeQuietly(part), threads))
                    .toArray(CompletableFuture<?>[]::new);
            CompletableFuture.allOf(closed).join();
        }
        try {
            Files.deleteIfExists(data.of(ADDRESSES));
            Files.deleteIfExists(data.of("started"));
            data.close();
            if (setup.temporary()) {
                Directories.remove(setup.data());
            }
        } catch (IOException | UncheckedIOException e) {
            setup.progress().say("The data directory could not be left properly: " + e.getMessage());
        }
    }

    private void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            setup.progress().say("Something did not stop properly: " + e.getMessage());
        }
    }
}
