package io.holdfast.endtoend.bench.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// A Chromium without a screen, asked by the
/// [Chrome DevTools Protocol](https://chromedevtools.github.io/devtools-protocol/).
public final class Chromium implements AutoCloseable {

    private static final List<String> WHERE = List.of(
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
            "/usr/bin/google-chrome-stable",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium");

    private static final List<String> WITHOUT_A_SCREEN = List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--remote-debugging-port=0",
            "about:blank");

    private static final long PATIENCE_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Child child;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket line;
    private final AtomicInteger lastNumber = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<BiConsumer<String, JsonNode>> listeners = new CopyOnWriteArrayList<>();

    private Chromium(Child child, URI address) {
        this.child = child;
        this.line = http.newWebSocketBuilder().buildAsync(address, new Ear()).join();
    }

    /// The one named in the variable `CHROMIUM`, or the first of the usual places that has one.
    public static Optional<Path> executable() {
        return Stream.concat(Optional.ofNullable(System.getenv("CHROMIUM")).stream(), WHERE.stream())
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /// @throws IOException if there is none on this machine, or it does not start
    static Chromium start(Path logs) throws IOException {
        var program = executable()
                .orElseThrow(
                        () -> new IOException(
                                "there is no Chromium on this machine: install one (apt-get install chromium) or name it in CHROMIUM"));
        var profile = Files.createTempDirectory("holdfast-chromium");
        var words = Stream.concat(
                        Stream.of(program.toString(), "--user-data-dir=" + profile), WITHOUT_A_SCREEN.stream())
                .toList();
        var child = Child.start(new Child.Command(
                "chromium", words, Map.of(), profile, logs.resolve("chromium.log"), Signal.TERM, profile));
        var note = profile.resolve("DevToolsActivePort");
        Ground.await("Chromium to listen", () -> {
            if (!child.alive()) {
                throw child.failure("ended before it listened");
            }
            return Files.exists(note) && lines(note).size() == 2;
        });
        var where = lines(note);
        return new Chromium(child, URI.create("ws://127.0.0.1:" + where.getFirst() + where.getLast()));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A tab that shares nothing with others: no cookie, no cache.
    Tab open() {
        var context = ask("", "Target.createBrowserContext", object())
                .path("browserContextId")
                .asText();
        var target = ask(
                        "",
                        "Target.createTarget",
                        object().put("url", "about:blank").put("browserContextId", context))
                .path("targetId")
                .asText();
        var session = ask(
                        "",
                        "Target.attachToTarget",
                        object().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(this, context, session);
    }

    /// @param session empty: the browser itself
    /// @throws IllegalStateException if it refuses
    JsonNode ask(String session, String method, ObjectNode parameters) {
        var number = lastNumber.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(number, answer);
        var message = object().put("id", number).put("method", method);
        message.set("params", parameters);
        if (!session.isEmpty()) {
            message.put("sessionId", session);
        }
        // One message after the other: the line takes no second one before the first is sent.
        synchronized (line) {
            line.sendText(message.toString(), true).join();
        }
        try {
            return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw new IllegalStateException("Chromium did not do " + method + ": " + e.getCause(), e);
        } finally {
            asked.remove(number);
        }
    }

    /// Hears of events as method and message, on the line's own thread.
    void listen(BiConsumer<String, JsonNode> listener) {
        listeners.add(listener);
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public void close() {
        line.abort();
        http.shutdownNow();
        child.close();
    }

    private final class Ear implements WebSocket.Listener {

        private final StringBuilder begun = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            begun.append(part);
            if (last) {
                var whole = begun.toString();
                begun.setLength(0);
                take(whole);
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        private void take(String text) {
            try {
                var message = JSON.readTree(text);
                if (!message.has("id")) {
                    listeners.forEach(
                            listener -> listener.accept(message.path("method").asText(), message));
                    return;
                }
                var waiting = asked.get(message.path("id").asInt());
                if (waiting != null) {
                    if (message.has("error")) {
                        waiting.completeExceptionally(
                                new IllegalStateException(message.path("error").toString()));
                    } else {
                        waiting.complete(message.path("result"));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onError(WebSocket socket, Throwable reason) {
            asked.values().forEach(waiting -> waiting.completeExceptionally(reason));
        }
    }
}
