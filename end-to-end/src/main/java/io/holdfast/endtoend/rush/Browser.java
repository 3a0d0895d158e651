package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One buyer's browser: keeps cookies, sends what cannot be lost again under the same Idempotency-Key, and writes
/// down how long everything took.
final class Browser {

    private static final Duration GIVES_UP_AFTER = Duration.ofSeconds(30);

    /// How long somebody keeps pressing the button while the house does not answer.
    private static final Duration KEEPS_TRYING = Duration.ofSeconds(120);

    private final HttpClient http;
    private final URI home;
    private final Calls calls;
    private final boolean outageExpected;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /// @param home where paths lead
    Browser(HttpClient http, URI home, Calls calls, boolean outageExpected) {
        this.http = http;
        this.home = home;
        this.calls = calls;
        this.outageExpected = outageExpected;
    }

    /// A request about to be sent.
    ///
    /// @param intended when the buyer meant to send it, by [System#nanoTime]
    record Request(
            Step step,
            String method,
            URI address,
            @Nullable String body,
            @Nullable String contentType,
            Map<String, String> headers,
            long intended) {

        Request with(String name, String value) {
            var more = new LinkedHashMap<>(headers);
            more.put(name, value);
            return new Request(step, method, address, body, contentType, more, intended);
        }

        /// Sent twice it is done once.
        Request once(String key) {
            return with("Idempotency-Key", key);
        }

        Request once() {
            return once(UUID.randomUUID().toString());
        }

        Request at(long nanos) {
            return new Request(step, method, address, body, contentType, headers, nanos);
        }
    }

    Request get(Step step, String where) {
        return request(step, "GET", where, null, null);
    }

    Request delete(Step step, String where) {
        return request(step, "DELETE", where, null, null);
    }

    Request post(Step step, String where, @Nullable JsonNode body) {
        return request(step, "POST", where, body == null ? null : body.toString(), "application/json");
    }

    Request form(Step step, String where, String fields) {
        return request(step, "POST", where, fields, "application/x-www-form-urlencoded");
    }

    private Request request(
            Step step, String method, String where, @Nullable String body, @Nullable String contentType) {
        return new Request(
                step,
                method,
                where.startsWith("/") ? URI.create(home + where) : URI.create(where),
                body,
                body == null ? null : contentType,
                Map.of(),
                System.nanoTime());
    }

    /// Sends it, and sends it again while nobody answers.
    Answer send(Request request) throws InterruptedException {
        var intended = request.intended();
        var end = System.nanoTime() + KEEPS_TRYING.toNanos();
        while (true) {
            var answer = sendOnce(request);
            var away = answer.unanswered();
            var expected = away && outageExpected
                    ? Answer.Expected.REFUSED
                    : request.step().expects(answer);
            calls.took(request.step(), System.nanoTime() - intended, answer, expected);
            var again = away || answer.is("REQUEST_RUNNING");
            if (!again || System.nanoTime() > end) {
                return answer;
            }
            Thread.sleep(1_000);
            intended = System.nanoTime();
        }
    }

    /// Whether anybody is there, without trying twice and without a trace in the numbers.
    boolean isAnswered(String where) throws InterruptedException {
        return !sendOnce(get(Step.ORGANISER, where)).unanswered();
    }

    private Answer sendOnce(Request request) throws InterruptedException {
        var building = HttpRequest.newBuilder(request.address())
                .timeout(GIVES_UP_AFTER)
                .method(
                        request.method(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach(building::setHeader);
        if (request.contentType() != null) {
            building.setHeader("Content-Type", request.contentType());
        }
        if (!cookies.isEmpty() && isHome(request.address())) {
            building.setHeader("Cookie", String.join("; ", cookies.values()));
        }
        try {
            var response = http.send(building.build(), BodyHandlers.ofByteArray());
            if (isHome(request.address())) {
                response.headers().allValues("Set-Cookie").forEach(this::remember);
            }
            return Answer.of(response);
        } catch (IOException e) {
            return Answer.none(e.getClass().getSimpleName());
        }
    }

    private boolean isHome(URI address) {
        return address.getAuthority().equals(home.getAuthority());
    }

    private void remember(String setCookie) {
        var pair = setCookie.split(";", 2)[0].strip();
        cookies.put(pair.split("=", 2)[0], pair);
    }
}
