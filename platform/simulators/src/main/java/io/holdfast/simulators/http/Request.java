package io.holdfast.simulators.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One request, read to its end.
///
/// @param path the path's parts, decoded: `/v1/payments` is `[v1, payments]`
public record Request(
        String method,
        List<String> path,
        Map<String, String> query,
        Function<String, @Nullable String> headers,
        String body) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.apply(name));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// The body read as a form (`application/x-www-form-urlencoded`).
    public Map<String, String> form() {
        return pairs(body);
    }

    static List<String> parts(String rawPath) {
        return Stream.of(rawPath.split("/"))
                .filter(part -> !part.isEmpty())
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    static Map<String, String> pairs(@Nullable String encoded) {
        var pairs = new LinkedHashMap<String, String>();
        if (encoded == null || encoded.isEmpty()) {
            return pairs;
        }
        for (var pair : encoded.split("&")) {
            var end = pair.indexOf('=');
            var name = end < 0 ? pair : pair.substring(0, end);
            var value = end < 0 ? "" : pair.substring(end + 1);
            pairs.put(
                    URLDecoder.decode(name, StandardCharsets.UTF_8), URLDecoder.decode(value, StandardCharsets.UTF_8));
        }
        return pairs;
    }
}
