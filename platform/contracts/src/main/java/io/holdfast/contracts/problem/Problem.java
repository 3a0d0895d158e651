package io.holdfast.contracts.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// One problem as a client sees it (RFC 9457, `application/problem+json`).
///
/// @param detail one sentence for the person at the screen
/// @param facts extension members, e.g. the seats that were taken
public record Problem(ProblemType type, String detail, Map<String, Object> facts) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final Set<String> OWN = Set.of("type", "title", "status", "detail", "instance");

    /// @throws IllegalArgumentException if the name is one of RFC 9457's own
    public Problem with(String name, Object value) {
        if (OWN.contains(name)) {
            throw new IllegalArgumentException("a fact cannot be called " + name);
        }
        var more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new Problem(type, detail, more);
    }

    /// What goes over the wire.
    public Map<String, Object> body() {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", type.uri());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", detail);
        body.putAll(facts);
        return body;
    }

    public ProblemException asException() {
        return new ProblemException(this);
    }
}
