package io.holdfast.stack.test;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One request, to be sent as it is or with something about it changed.
///
/// @param path with `{names}` in it
/// @param body null for none
/// @param sign gives a changed body the signature it needs; null when bodies are not signed
public record Request(
        String method,
        String path,
        Map<String, String> in,
        Map<String, String> query,
        Map<String, String> headers,
        @Nullable String mediaType,
        @Nullable String body,
        @Nullable UnaryOperator<String> sign) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /// @param operation as `GET /api/shows/{show}`
    public static Request of(String operation) {
        var words = operation.split(" ", 2);
        return of(words[0], words[1]);
    }

    public static Request of(String method, String path) {
        return new Request(method, path, Map.of(), Map.of(), Map.of(), null, null, null);
    }

    public Request in(String name, String value) {
        return new Request(method, path, plus(in, name, value), query, headers, mediaType, body, sign);
    }

    public Request asking(String name, String value) {
        return new Request(method, path, in, plus(query, name, value), headers, mediaType, body, sign);
    }

    public Request header(String name, String value) {
        return new Request(method, path, in, query, plus(headers, name, value), mediaType, body, sign);
    }

    public Request without(String header) {
        var fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new Request(method, path, in, query, fewer, mediaType, body, sign);
    }

    /// Without anything that says who asks.
    public Request bare() {
        return new Request(method, path, in, query, Map.of(), mediaType, body, null);
    }

    public Request json(String text) {
        return body("application/json", text);
    }

    public Request body(String type, @Nullable String text) {
        return new Request(method, path, in, query, headers, type, text, sign);
    }

    public Request method(String other) {
        return new Request(other, path, in, query, headers, mediaType, body, sign);
    }

    public Request signed(@Nullable UnaryOperator<String> signature) {
        return new Request(method, path, in, query, headers, mediaType, body, signature);
    }

    public HttpResponse<String> send(URI house) {
        var filled = path;
        for (var value : in.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", encoded(value.getValue()));
        }
        var uri = new StringBuilder(house.toString().replaceFirst("/$", "")).append(filled);
        query.forEach((name, value) -> uri.append(uri.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(encoded(value)));
        var request = HttpRequest.newBuilder(URI.create(uri.toString())).timeout(Duration.ofSeconds(20));
        headers.forEach(request::setHeader);
        if (mediaType != null) {
            request.setHeader("Content-Type", mediaType);
        }
        if (sign != null && body != null) {
            var signature = sign.apply(body).split(": ", 2);
            request.setHeader(signature[0], signature[1]);
        }
        request.method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        try {
            return HTTP.send(request.build(), Request::body);
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + " got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A stream of events never ends by itself; that it has begun is its answer.
    private static BodySubscriber<String> body(ResponseInfo answer) {
        return answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
                ? new Begun()
                : BodySubscribers.ofString(StandardCharsets.UTF_8);
    }

    private static final class Begun implements BodySubscriber<String> {

        private final CompletableFuture<String> begun = new CompletableFuture<>();
        private Flow.@Nullable Subscription events;

        @Override
        public CompletionStage<String> getBody() {
            return begun;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            events = subscription;
            begun.complete("");
            subscription.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> first) {
            if (events != null) {
                events.cancel();
            }
        }

        @Override
        public void onError(Throwable broken) {}

        @Override
        public void onComplete() {}
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static Map<String, String> plus(Map<String, String> map, String name, String value) {
        var more = new LinkedHashMap<>(map);
        more.put(name, value);
        return more;
    }
}
