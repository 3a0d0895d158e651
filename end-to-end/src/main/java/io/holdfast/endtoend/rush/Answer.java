package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What came back. Its content is read only when somebody looks at it, because the rush shares a machine with the
/// house it rushes.
public final class Answer {

    enum Expected {
        GOOD,
        REFUSED,
        ERROR
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PROBLEMS = "urn:holdfast:problem:";

    private final @Nullable HttpResponse<byte[]> response;
    private final @Nullable String failure;
    private @Nullable JsonNode json;

    private Answer(@Nullable HttpResponse<byte[]> response, @Nullable String failure) {
        this.response = response;
        this.failure = failure;
    }

    public static Answer of(HttpResponse<byte[]> response) {
        return new Answer(response, null);
    }

    public static Answer none(String why) {
        return new Answer(null, "no answer: " + why);
    }

    /// @return 0 when there was no answer at all
    public int status() {
        return response == null ? 0 : response.statusCode();
    }

    public boolean good() {
        return status() >= 200 && status() < 400;
    }

    /// Whether the house, or a part of it, was away, so that the same request may be sent again.
    public boolean unanswered() {
        return switch (status()) {
            case 0, 502, 503, 504 -> true;
            default -> false;
        };
    }

    /// @return missing when it is none
    public JsonNode json() {
        if (json == null) {
            json = read();
        }
        return json;
    }

    private JsonNode read() {
        if (response == null
                || !response.headers().firstValue("Content-Type").orElse("").contains("json")) {
            return MissingNode.getInstance();
        }
        try {
            return JSON.readTree(response.body());
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    public String text(String field) {
        return json().path(field).asText("");
    }

    /// The content as it came.
    public byte[] body() {
        return response == null ? new byte[0] : response.body();
    }

    public String header(String name) {
        return response == null ? "" : response.headers().firstValue(name).orElse("");
    }

    /// The problem's published name, e.g. `SEATS_TAKEN`.
    @Nullable
    public String problem() {
        var type = good() ? "" : text("type");
        return type.startsWith(PROBLEMS)
                ? type.substring(PROBLEMS.length()).toUpperCase(Locale.ROOT).replace('-', '_')
                : null;
    }

    public boolean is(String problem) {
        return problem.equals(problem());
    }

    /// In a few words, for a list of errors.
    public String brief() {
        var problem = problem();
        return problem != null ? problem : failure != null ? failure : "status " + status();
    }
}
