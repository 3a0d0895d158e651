package io.holdfast.endtoend.prove;

import io.holdfast.endtoend.rush.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sends one request once, with somebody's cookies.
final class Caller {

    private static final Duration GIVES_UP_AFTER = Duration.ofSeconds(20);

    private final HttpClient http;
    private final URI home;
    private final Map<String, String> cookies = new LinkedHashMap<>();

    /// @param home where paths lead
    Caller(HttpClient http, URI home) {
        this.http = http;
        this.home = home;
    }

    /// One to connect and to wait as people do, who give up sooner or later.
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    Caller with(String cookie, String value) {
        cookies.put(cookie, value);
        return this;
    }

    Answer get(String where, Map<String, String> headers) throws InterruptedException {
        return send("GET", where, null, "", headers);
    }

    Answer form(String where, String fields) throws InterruptedException {
        return send("POST", where, fields, "application/x-www-form-urlencoded", Map.of());
    }

    /// @param body JSON
    Answer send(String method, String where, @Nullable String body, Map<String, String> headers)
            throws InterruptedException {
        return send(method, where, body, "application/json", headers);
    }

    private Answer send(String method, String where, @Nullable String body, String type, Map<String, String> headers)
            throws InterruptedException {
        var address = URI.create(where.startsWith("/") ? home + where : where);
        var request = HttpRequest.newBuilder(address)
                .timeout(GIVES_UP_AFTER)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        if (body != null) {
            request.setHeader("Content-Type", type);
        }
        var isHome = address.getAuthority().equals(home.getAuthority());
        if (isHome) {
            var jar = new StringBuilder();
            cookies.forEach((name, value) -> jar.append(jar.isEmpty() ? "" : "; ")
                    .append(name)
                    .append('=')
                    .append(value));
            request.setHeader("Cookie", jar.toString());
        }
        try {
            var response = http.send(request.build(), BodyHandlers.ofByteArray());
            if (isHome) {
                response.headers().allValues("Set-Cookie").forEach(this::remember);
            }
            return Answer.of(response);
        } catch (IOException e) {
            return Answer.none(e.getClass().getSimpleName());
        }
    }

    private void remember(String setCookie) {
        var pair = setCookie.split(";", 2)[0].strip().split("=", 2);
        if (pair.length == 2 && pair[0].equals("hf_gate")) {
            cookies.put(pair[0], pair[1]);
        }
    }
}
