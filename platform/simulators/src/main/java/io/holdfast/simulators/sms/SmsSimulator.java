package io.holdfast.simulators.sms;

import static io.holdfast.simulators.http.Html.escaped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.simulators.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A running SENS on 127.0.0.1. Checks what the real one checks: the signature over method, path, time and access key,
/// a clock that is at most 5 minutes off, the types, the sender and the lengths
/// (https://api.ncloud-docs.com/docs/en/ai-application-service-sens-smsv2).
///
/// `PUT /api/faults` with a [SmsFault] makes it misbehave, `GET /api/messages?to=` tells what it took.
public final class SmsSimulator implements AutoCloseable {

    private static final int KEPT = 1_000;
    private static final Duration CLOCKS_APART = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private final LocalServer server;
    private final String service;
    private final String accessKey;
    private final String secretKey;
    private final Deque<Text> taken = new ArrayDeque<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile SmsFault fault = SmsFault.none();

    private SmsSimulator(int port, String service, String accessKey, String secretKey) {
        this.service = service;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        server = LocalServer.on(port, this::answer);
        server.start();
    }

    /// @param port 0 = any free one
    public static SmsSimulator start(int port, String service, String accessKey, String secretKey) {
        return new SmsSimulator(port, service, accessKey, secretKey);
    }

    /// Without a slash at the end.
    public URI url() {
        return server.url();
    }

    public void fault(SmsFault wanted) {
        fault = wanted;
    }

    /// How often it was asked to send something, whatever came of it.
    public int asked() {
        return asked.get();
    }

    /// Newest first.
    public List<Text> to(String number) {
        synchronized (taken) {
            return taken.stream().filter(text -> text.to().equals(number)).toList();
        }
    }

    private List<Text> all() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    private Answer answer(Request request) {
        var shown =
                request.query("to").filter(to -> !to.isBlank()).map(this::to).orElseGet(this::all);
        var path = "/" + String.join("/", request.path());
        if (request.method().equals("POST") && path.equals("/sms/v2/services/" + service + "/messages")) {
            return send(request, path);
        }
        return switch (request.method() + " " + path) {
            case "GET /" -> Answer.html(200, page(shown));
            case "GET /api/messages" -> Answer.json(200, json(Map.of("messages", shown)));
            case "PUT /api/faults" -> {
                fault = read(request.body(), SmsFault.class);
                yield Answer.json(200, "{}");
            }
            default -> refused(404, "Not Found");
        };
    }

    private Answer send(Request request, String path) {
        asked.incrementAndGet();
        if (!isSigned(request, path)) {
            return refused(401, "Authentication Failed");
        }
        var wanted = fault;
        return switch (wanted.mode()) {
            case NONE -> take(request);
            case SLOW -> {
                try {
                    Thread.sleep(wanted.delayMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                yield take(request);
            }
            case ERROR -> refused(500, "Internal Server Error");
            case REFUSED -> refused(400, "Bad Request");
            case THROTTLED -> {
                var said = wanted.retryAfter();
                yield new Answer.Sent(
                        429,
                        "application/json",
                        said == null ? Map.of() : Map.of("Retry-After", String.valueOf(said)),
                        "{\"status\":429,\"errorMessage\":\"Too Many Requests\"}");
            }
        };
    }

    private boolean isSigned(Request request, String path) {
        var time = request.header("x-ncp-apigw-timestamp").orElse("");
        var key = request.header("x-ncp-iam-access-key").orElse("");
        var signature = request.header("x-ncp-apigw-signature-v2").orElse("");
        try {
            var apart = Duration.between(Instant.ofEpochMilli(Long.parseLong(time)), Instant.now())
                    .abs();
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secretKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var expected = Base64.getEncoder()
                    .encodeToString(mac.doFinal(
                            "POST %s\n%s\n%s".formatted(path, time, accessKey).getBytes(StandardCharsets.UTF_8)));
            return key.equals(accessKey)
                    && apart.compareTo(CLOCKS_APART) <= 0
                    && MessageDigest.isEqual(
                            expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
        } catch (NumberFormatException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer take(Request request) {
        var body = read(request.body(), JsonNode.class);
        var type = body.path("type").asText();
        var content = body.path("content").asText();
        var subject = body.path("subject").asText();
        var contentType = body.path("contentType").asText("COMM");
        var from = body.path("from").asText();
        var most = type.equals("SMS") ? 90 : 2_000;
        var receivers = body.path("messages");
        if (!List.of("SMS", "LMS").contains(type)
                || !List.of("COMM", "AD").contains(contentType)
                || !from.matches("\\d{8,12}")
                || content.isEmpty()
                || bytes(content) > most
                || bytes(subject) > 40
                || (type.equals("SMS") && !subject.isEmpty())
                || !receivers.isArray()
                || receivers.isEmpty()
                || receivers.size() > 100) {
            return refused(400, "Bad Request");
        }
        for (var receiver : receivers) {
            if (!receiver.path("to").asText().matches("\\d{7,15}")) {
                return refused(400, "Bad Request");
            }
        }
        synchronized (taken) {
            for (var receiver : receivers) {
                taken.addFirst(new Text(
                        type, contentType, from, receiver.path("to").asText(), subject, content, Instant.now()));
                if (taken.size() > KEPT) {
                    taken.removeLast();
                }
            }
        }
        return Answer.json(
                202,
                json(Map.of(
                        "requestId",
                        "RSSA-" + UUID.randomUUID(),
                        "requestTime",
                        Instant.now().toString(),
                        "statusCode",
                        "202",
                        "statusName",
                        "success")));
    }

    private static int bytes(String text) {
        return text.chars().map(one -> one < 0x80 ? 1 : 2).sum();
    }

    private static Answer refused(int status, String message) {
        return Answer.json(status, json(Map.of("status", status, "errorMessage", message)));
    }

    private static <T> T read(String body, Class<T> type) {
        try {
            return JSON.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String page(List<Text> texts) {
        var listed = texts.stream()
                .map(text -> "<article><p>%s → %s · %s · <time datetime=\"%s\">%s</time></p><pre>%s</pre></article>"
                        .formatted(
                                escaped(text.from()),
                                escaped(text.to()),
                                escaped(text.type()),
                                text.at(),
                                text.at(),
                                escaped(text.content())))
                .collect(Collectors.joining("\n"));
        return """
            <!doctype html>
            <html lang="ko">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>연습용 문자함 (practice text messages)</title>
            <style>
              body { font: 1rem/1.6 system-ui, sans-serif; color: #1a1a1a; background: #f4f4f6; margin: 0 }
              main { max-width: 34rem; margin: 2rem auto; padding: 0 1rem }
              article { background: #fff; border: 1px solid #767676; border-radius: .5rem; margin: 1rem 0;
                padding: .5rem 1.25rem }
              pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
            </style>
            </head>
            <body><main>
            <h1>연습용 문자함 <span lang="en">(practice text messages)</span></h1>
            %s
            </main></body>
            </html>
            """.formatted(listed.isEmpty() ? "<p>문자가 없습니다. <span lang=\"en\">No messages.</span></p>" : listed);
    }

    @Override
    public void close() {
        server.close();
    }
}
