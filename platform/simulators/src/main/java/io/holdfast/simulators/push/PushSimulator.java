package io.holdfast.simulators.push;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// A running push service on 127.0.0.1. Takes a message as the real ones do: encrypted with `aes128gcm`, with a TTL
/// and signed with the key the application gave (RFC 8292). The token is for this service, still valid, and not for
/// longer than a day.
public final class PushSimulator implements AutoCloseable {

    private static final Pattern VAPID = Pattern.compile("vapid t=([^,\\s]+),\\s*k=([^,\\s]+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 4_096;

    /// What was taken.
    public record Pushed(Map<String, List<String>> headers, byte[] content) {
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    /// What a device's messages are answered with instead.
    ///
    /// @param retryAfter seconds; 0: it does not say
    private record Instead(int status, int retryAfter, Duration delay) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Pushed>> pushed = new ConcurrentHashMap<>();
    private final Map<String, Instead> instead = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    private PushSimulator(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 1024);
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " cannot be opened", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /// @param port 0 = any free one
    public static PushSimulator start(int port) {
        return new PushSimulator(port);
    }

    /// Without a slash at the end.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// @param device a name for it, letters and digits
    public PracticeBrowser browser(String device) {
        return new PracticeBrowser(url() + "/push/" + device);
    }

    /// From now on the browser's messages are answered so, after a while.
    ///
    /// @param status e.g. 410, 429, 500; 201: takes them after all
    /// @param retryAfter seconds; 0: it does not say
    public void answer(PracticeBrowser browser, int status, int retryAfter, Duration delay) {
        instead.put(path(browser), new Instead(status, retryAfter, delay));
    }

    public List<Pushed> to(PracticeBrowser browser) {
        return List.copyOf(pushed.getOrDefault(path(browser), List.of()));
    }

    /// How often something was to be pushed to the browser, whatever came of it.
    public int asked(PracticeBrowser browser) {
        return asked.getOrDefault(path(browser), 0);
    }

    private static String path(PracticeBrowser browser) {
        return URI.create(browser.endpoint()).getPath();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var content = exchange.getRequestBody().readNBytes(LARGEST + 1);
            asked.merge(path, 1, Integer::sum);
            var other = instead.getOrDefault(path, new Instead(201, 0, Duration.ZERO));
            Thread.sleep(other.delay());
            var status = refusal(exchange, content);
            if (status == 201) {
                status = other.status();
            }
            if (status == 201) {
                pushed.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>())
                        .add(new Pushed(Map.copyOf(exchange.getRequestHeaders()), content));
                exchange.getResponseHeaders().set("Location", url() + "/message/" + content.length);
            }
            if (other.retryAfter() > 0) {
                exchange.getResponseHeaders().set("Retry-After", String.valueOf(other.retryAfter()));
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// 201 if there is nothing to refuse.
    private int refusal(HttpExchange exchange, byte[] content) {
        var headers = exchange.getRequestHeaders();
        if (!exchange.getRequestMethod().equals("POST")) {
            return 405;
        }
        if (content.length > LARGEST) {
            return 413;
        }
        if (!"aes128gcm".equals(headers.getFirst("Content-Encoding"))
                || headers.getFirst("TTL") == null
                || content.length < 16 + 4 + 1 + 65 + 17) {
            return 400;
        }
        var vapid = VAPID.matcher(String.valueOf(headers.getFirst("Authorization")));
        return vapid.matches() && isSigned(vapid.group(1), vapid.group(2)) ? 201 : 401;
    }

    private boolean isSigned(String token, String key) {
        try {
            var parts = token.split("\\.");
            var decoder = Base64.getUrlDecoder();
            var claims = JSON.readTree(decoder.decode(parts[1]));
            var until = Instant.ofEpochSecond(claims.path("exp").asLong());
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initVerify(PracticeBrowser.publicKey(decoder.decode(key)));
            signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return signature.verify(decoder.decode(parts[2]))
                    && claims.path("aud").asText().equals(url().toString())
                    && until.isAfter(Instant.now())
                    && until.isBefore(Instant.now().plus(Duration.ofHours(24).plusMinutes(1)))
                    && claims.path("sub").asText().startsWith("mailto:");
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
