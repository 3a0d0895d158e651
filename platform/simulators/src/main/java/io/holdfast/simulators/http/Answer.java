package io.holdfast.simulators.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// What a simulator does with a request: answer it, or hang up on it.
public sealed interface Answer {

    record Sent(int status, String contentType, Map<String, String> headers, String body) implements Answer {}

    /// No answer at all: after `delay` the connection is dropped, so the caller never learns what became of it.
    record HungUp(Duration delay) implements Answer {}

    static Sent json(int status, String body) {
        return new Sent(status, "application/json", Map.of(), body);
    }

    /// A page that loads nothing and runs no script.
    static Sent html(int status, String body) {
        return new Sent(
                status,
                "text/html; charset=utf-8",
                Map.of(
                        "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'",
                        "Referrer-Policy", "no-referrer",
                        "X-Content-Type-Options", "nosniff",
                        "Cache-Control", "no-store"),
                body);
    }

    /// 303: look there, by GET.
    static Sent seeOther(String location) {
        return new Sent(303, "text/plain", Map.of("Location", location, "Cache-Control", "no-store"), "");
    }

    /// The same, with facts behind its question mark.
    static Sent seeOther(String location, Map<String, String> facts) {
        var whole = new StringBuilder(location);
        facts.forEach((name, value) -> whole.append(whole.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return seeOther(whole.toString());
    }
}
