package io.holdfast.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.launcher.Main.WrongUsage;
import java.io.IOException;
import java.math.BigDecimal;
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
import java.util.Currency;
import java.util.Deque;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `./holdfast reconcile`: has a house compare its books with the payment gateways', and prints what differs.
final class Reconcile {

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofMillis(500);

    /// How long the house may be silent while it works.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int NOT_COMPARED = 2;
    private static final int MOST_SHOWN = 1_000;
    private static final String LINE = "%-20s %-16s %-37s %18s %18s  %s%n";
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
                    url = address(word, Main.value(word, words));
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

    private static String address(String option, String text) {
        if (!text.matches("https?://[A-Za-z0-9.:\\[\\]-]+/?")) {
            throw new WrongUsage(
                    "%s needs an address such as https://tickets.example.org, not “%s”.".formatted(option, text));
        }
        return text;
    }

    /// @return 0 when the books agree, 1 when they do not, 2 when they could not be compared
    int run() {
        try {
            var token = token();
            var begun = ask(
                    request("/api/staff/reconciliations", token)
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(wish.toString())),
                    202);
            return print(await("/api/staff/reconciliations/" + begun.path("id").asText(), token));
        } catch (IOException | IllegalStateException e) {
            System.err.println(e.getMessage());
            return NOT_COMPARED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return NOT_COMPARED;
        }
    }

    /// Whoever does the work may die meanwhile; another goes on with it.
    private JsonNode await(String path, String token) throws IOException, InterruptedException {
        var silentSince = Instant.now();
        while (true) {
            try {
                var now = ask(request(path, token), 200);
                if (now.hasNonNull("endedAt")) {
                    return now;
                }
                silentSince = Instant.now();
            } catch (IOException e) {
                if (silentSince.plus(PATIENCE).isBefore(Instant.now())) {
                    throw e;
                }
            } catch (IllegalStateException e) {
                throw new IllegalStateException(
                        e.getMessage() + "\nThe comparison goes on; GET " + path + " tells what it finds.", e);
            }
            Thread.sleep(PAUSE);
        }
    }

    private static int print(JsonNode done) {
        var findings = done.path("findings");
        if (findings.isEmpty()) {
            System.out.printf("%d compared, 0 differ.%n", done.path("compared").asInt());
            return 0;
        }
        System.out.printf(LINE, "FOUND", "CHANNEL", "ORDER, TOP-UP OR PAYMENT", "THERE", "HERE", "DONE");
        var right = 0;
        for (var finding : findings) {
            var what = finding.path("done").asText();
            right += what.equals("NOTHING") ? 0 : 1;
            System.out.printf(
                    LINE,
                    finding.path("kind").asText(),
                    finding.path("channel").asText(),
                    Stream.of("order", "topUp", "payment")
                            .filter(finding::hasNonNull)
                            .findFirst()
                            .map(name -> finding.path(name).asText())
                            .orElse(""),
                    finding.hasNonNull("there") ? amount(finding.path("there")) : "unknown",
                    amount(finding.path("here")),
                    what.toLowerCase(Locale.ROOT));
        }
        System.out.printf(
                "%d compared, %d %s%s%n",
                done.path("compared").asInt(),
                findings.size(),
                findings.size() == 1 ? "differs" : "differ",
                done.path("repair").asBoolean()
                        ? ": %d put right, %d left as they are.".formatted(right, findings.size() - right)
                        : "; nothing was changed. --repair puts right what can be.");
        if (findings.size() == MOST_SHOWN) {
            System.out.println("There may be more: take a shorter time with --from and --to.");
        }
        return 1;
    }

    /// In the currency's own unit: cents are not euros.
    private static String amount(JsonNode money) {
        var currency = Currency.getInstance(money.path("currency").asText());
        var digits = Math.max(0, currency.getDefaultFractionDigits());
        return String.format(
                Locale.ROOT,
                "%,." + digits + "f %s",
                BigDecimal.valueOf(money.path("amount").asLong(), digits),
                currency.getCurrencyCode());
    }

    /// Given in the environment; a house of this machine has a demo login of its own.
    private String token() throws IOException, InterruptedException {
        var given = System.getenv("HOLDFAST_TOKEN");
        if (given != null && !given.isBlank()) {
            if (!given.strip().matches("[\\x21-\\x7e]+")) {
                throw new IllegalStateException("What is in HOLDFAST_TOKEN is no token.");
            }
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
        var asking = request.timeout(Duration.ofSeconds(30)).build();
        HttpResponse<String> answer;
        try {
            answer = http.send(asking, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException(asking.uri() + " does not answer.", e);
        }
        if (answer.statusCode() >= 500) {
            throw new IOException("%s answered %d.".formatted(asking.uri(), answer.statusCode()));
        }
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
