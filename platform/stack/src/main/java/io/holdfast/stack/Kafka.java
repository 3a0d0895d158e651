package io.holdfast.stack;

import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import io.holdfast.stack.process.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/// A Kafka broker with its controller (KRaft) on 127.0.0.1, in a small JVM of its own.
public final class Kafka implements AutoCloseable {

    /// @param directory where the logs live and stay; null for a temporary one
    /// @param port 0 for any free one
    /// @param controllerPort 0 for any free one
    /// @param log null for one beside the data
    public record Setup(
            @Nullable Path directory,
            int port,
            int controllerPort,
            @Nullable Path log) {

        /// Forgets everything.
        public static Setup temporary() {
            return new Setup(null, 0, 0, null);
        }
    }

    private static final String MAIN = "io.holdfast.broker.Broker";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Child child;
    private final int port;

    private Kafka(Child child, int port) {
        this.child = child;
        this.port = port;
    }

    /// Returns when it answers.
    public static Kafka start(Setup setup) throws IOException {
        var classPath = classPath();
        var home = Home.of(setup.directory(), "kafka");
        var directory = home.directory();
        var free = Ports.free(2);
        var port = setup.port() == 0 ? free.getFirst() : setup.port();
        var controllerPort = setup.controllerPort() == 0 ? free.getLast() : setup.controllerPort();
        var log = setup.log() == null ? directory.resolve("kafka.log") : setup.log();
        var words = new ArrayList<String>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        words.addAll(List.of("-Xms64m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable"));
        words.add("-Xlog:all=warning:stderr");
        words.addAll(List.of("-cp", classPath, MAIN));
        words.addAll(List.of(
                String.valueOf(port),
                String.valueOf(controllerPort),
                directory.resolve("data").toString()));
        var child =
                Child.start(new Child.Command("Kafka", words, Map.of(), directory, log, Signal.TERM, home.temporary()));
        var kafka = new Kafka(child, port);
        try {
            kafka.awaitAnswer();
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
        return kafka;
    }

    /// The broker's own class and the jars its build wrote down.
    private static String classPath() throws IOException {
        var resource = Kafka.class.getResource("/io/holdfast/broker/class-path");
        if (resource == null) {
            throw new IOException("the module platform/broker has not been built");
        }
        try (var in = resource.openStream()) {
            var jars = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            for (var jar : jars.split(File.pathSeparator)) {
                if (!Files.exists(Path.of(jar))) {
                    throw new IOException(jar
                            + " is no longer in the local Maven repository; build the module platform/broker again");
                }
            }
            return home(resource.toString()) + File.pathSeparator + jars;
        } catch (URISyntaxException e) {
            throw new IOException("the module platform/broker is at a strange place: " + resource, e);
        }
    }

    /// The jar or directory a resource is in.
    private static String home(String resource) throws URISyntaxException {
        var inside = "io/holdfast/broker/class-path";
        var outer = resource.substring(0, resource.length() - inside.length());
        if (outer.startsWith("jar:")) {
            outer = outer.substring("jar:".length(), outer.length() - "!/".length());
        }
        return Path.of(new URI(outer)).toString();
    }

    private void awaitAnswer() {
        var end = Instant.now().plus(PATIENCE);
        while (!Ports.answers(port)) {
            if (!child.alive()) {
                throw child.failure("ended before it was ready");
            }
            if (Instant.now().isAfter(end)) {
                throw child.failure("was not ready after " + PATIENCE.toSeconds() + " s");
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for Kafka");
            }
        }
    }

    public int port() {
        return port;
    }

    public Child process() {
        return child;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    /// Makes the topics of Holdfast that do not exist yet, with the prefix before every name.
    public void topics(String prefix) throws IOException {
        topics(bootstrapServers(), prefix);
    }

    /// The same on a broker that is known by its address only.
    public static void topics(String bootstrapServers, String prefix) throws IOException {
        try (var admin = Admin.create(Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                "30000"))) {
            var existing = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            var missing = Topics.withPrefix(prefix).stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the topics could not be made", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while making the topics", e);
        }
    }

    /// Ends it at once, as a power cut would.
    public void kill() {
        child.kill();
    }

    @Override
    public void close() {
        child.close();
    }
}
