package io.holdfast.ticketing.account;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A browser with cookies of its own, as far as signing in needs one.
final class Browsing {

    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Map<String, Map<String, String>> cookies = new HashMap<>();
    private final URI site;

    Browsing(URI site) {
        this.site = site;
    }

    /// To the end of all redirects.
    ///
    /// @return what is seen there
    HttpResponse<String> opens(String path) {
        return follows(sends(HttpRequest.newBuilder(site.resolve(path)).header("Accept", "text/html")));
    }

    /// As a script of the page asks.
    HttpResponse<String> asks(String method, String path) {
        return sends(HttpRequest.newBuilder(site.resolve(path))
                .header("Accept", "application/json")
                .header("X-Requested-With", "JavaScript")
                .method(method, BodyPublishers.noBody()));
    }

    /// Fills in the identity provider's form.
    HttpResponse<String> proves(HttpResponse<String> form, String name) {
        var action = FORM.matcher(form.body());
        if (!action.find()) {
            throw new AssertionError("no form at %s: %s".formatted(form.uri(), form.body()));
        }
        var body = Map.of("username", name, "password", name + "-demo", "credentialId", "").entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return follows(sends(HttpRequest.newBuilder(URI.create(action.group(1).replace("&amp;", "&")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))));
    }

    static boolean asksForPassword(HttpResponse<String> page) {
        return page.body().contains("type=\"password\"");
    }

    private HttpResponse<String> follows(HttpResponse<String> answer) {
        var current = answer;
        for (var i = 0; i < 12 && current.statusCode() / 100 == 3; i++) {
            var next = current.uri()
                    .resolve(current.headers().firstValue("Location").orElseThrow());
            current = sends(HttpRequest.newBuilder(next).header("Accept", "text/html"));
        }
        return current;
    }

    private HttpResponse<String> sends(HttpRequest.Builder request) {
        var address = request.build().uri();
        var jar = cookies.computeIfAbsent(address.getAuthority(), _ -> new HashMap<>());
        if (!jar.isEmpty()) {
            request.setHeader(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            var answer = http.send(request.build(), BodyHandlers.ofString());
            answer.headers().allValues("Set-Cookie").forEach(cookie -> keeps(jar, cookie));
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void keeps(Map<String, String> jar, String cookie) {
        var pair = cookie.split(";", 2)[0].split("=", 2);
        if (pair[1].isEmpty() || cookie.toLowerCase(java.util.Locale.ROOT).contains("max-age=0")) {
            jar.remove(pair[0]);
        } else {
            jar.put(pair[0], pair[1]);
        }
    }
}
