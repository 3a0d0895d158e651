package io.holdfast.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;

/// What the house answered.
record Reply(int status, String body, URI address, HttpResponse<String> response) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEMS = "urn:holdfast:problem:";

    static Reply of(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.body(), response.uri(), response);
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    /// The body, if the answer was the one expected.
    JsonNode json(int expected) {
        if (status != expected) {
            throw new AssertionError("%s answered %d instead of %d: %s".formatted(address, status, expected, body));
        }
        return json();
    }

    /// The problem's published name, e.g. `SEATS_TAKEN`.
    String problem() {
        var type = response.headers().firstValue("Content-Type").orElse("").contains("json")
                ? json().path("type").asText()
                : "";
        return type.startsWith(PROBLEMS)
                ? type.substring(PROBLEMS.length()).toUpperCase(Locale.ROOT).replace('-', '_')
                : "no problem but " + status + ": " + body.substring(0, Math.min(200, body.length()));
    }

    boolean isRedirect() {
        return status >= 300 && status < 400;
    }

    URI location() {
        return address.resolve(response.headers().firstValue("Location").orElseThrow());
    }
}
