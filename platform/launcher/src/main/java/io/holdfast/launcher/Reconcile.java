package io.holdfast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.Main.WrongUsage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `./holdfast reconcile`: has a house compare its books with the payment gateways', and prints what differs.
final class Reconcile {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI house;
    private final @Nullable URI realm;
    private final ObjectNode wish;

    private Reconcile(URI house, @Nullable URI realm, ObjectNode wish) {
        this.house = house;
        this.realm = realm;
        this.wish = wish;
    }

    static Reconcile parse(Deque<String> words, Path repository) throws IOException {
        var note = new Properties();
        var file = repository.resolve(".holdfast/data/addresses.properties");
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                note.load(in);
            }
        }
        var url = note.getProperty("url");
        var realm = note.getProperty("realm");
        var wish = JSON.createObjectNode()
                .put("from", Instant.now().minus(DAY).toString())
                .put("repair", false);
        while (!words.isEmpty()) {
            var word = words.pop();
            switch (word) {
                case "--from", "--to" -> wish.put(word.substring(2), moment(word, Main.value(word, words)));
                case "--repair" -> wish.put("repair", true);
                case "--url" -> {
                    url = Main.value(word, words);
                    // The demo login is for the house of this machine only.
                    realm = null;
                }
                default -> throw new WrongUsage("I do not know “" + word + "”.");
            }
        }
        if (url == null) {
            throw new WrongUsage(
                    "No house is running here: start one with ./holdfast up, or say where it is with --url.");
        }
        return new Reconcile(URI.create(url), realm == null ? null : URI.create(realm), wish);
    }

    private static String moment(String option, String text) {
        try {
            return Instant.parse(text).toString();
        } catch (DateTimeException _) {
            throw new WrongUsage("%s needs a time such as 2026-10-01T00:00:00Z, not “%s”.".formatted(option, text));
        }
    }

    /// @return 0 when the books agree, 1 when they do not
    int run() throws IOException {
        try {
            var token = token();
            var begun = ask(
                    request("/api/staff/reconciliations", token)
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(wish.toString())),
                    202);
            var path = "/api/staff/reconciliations/" + begun.path("id").asText();
            var now = ask(request(path, token), 200);
            while (now.path("endedAt").isNull() || now.path("endedAt").isMissingNode()) {
                Thread.sleep(PAUSE);
                now = ask(request(path, token), 200);
            }
            return print(now);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private int print(JsonNode done) {
        var findings = done.path("findings");
        for (var finding : findings) {
            System.out.printf(
                    "%-20s %-16s %s  there %s, here %s  %s%n",
                    finding.path("kind").asText(),
                    finding.path("channel").asText(),
                    (finding.hasNonNull("order") ? finding.path("order") : finding.path("topUp")).asText(),
                    finding.hasNonNull("there") ? finding.at("/there/amount").asText() : "unknown",
                    finding.at("/here/amount").asText() + " "
                            + finding.at("/here/currency").asText(),
                    finding.path("done").asText().equals("NOTHING")
                            ? ""
                            : "→ " + finding.path("done").asText());
        }
        System.out.printf(
                "%d compared, %d differ%s.%n",
                done.path("compared").asInt(),
                findings.size(),
                findings.isEmpty() || done.path("repair").asBoolean()
                        ? ""
                        : "; nothing was changed, --repair puts right what can be");
        return findings.isEmpty() ? 0 : 1;
    }

    /// Given in the environment; a house of this machine has a demo login of its own.
    private String token() throws IOException, InterruptedException {
        var given = System.getenv("HOLDFAST_TOKEN");
        if (given != null && !given.isBlank()) {
            return given.strip();
        }
        if (realm == null) {
            throw new IllegalStateException("Put a token of somebody with the role operations into HOLDFAST_TOKEN.");
        }
        var form = "grant_type=password&client_id=holdfast-cli&scope=openid&username=otto&password=otto-demo";
        return ask(
                        HttpRequest.newBuilder(URI.create(realm + "/protocol/openid-connect/token"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form)),
                        200)
                .path("access_token")
                .asText();
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(house.resolve(path)).header("Authorization", "Bearer " + token);
    }

    private JsonNode ask(HttpRequest.Builder request, int expected) throws IOException, InterruptedException {
        var answer = http.send(request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException(
                    "%s answered %d: %s".formatted(answer.uri().getPath(), answer.statusCode(), detail(answer.body())));
        }
        return JSON.readTree(answer.body());
    }

    private static String detail(String body) {
        try {
            return JSON.readTree(body).path("detail").asText();
        } catch (IOException _) {
            return "";
        }
    }
}
