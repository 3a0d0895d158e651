package io.holdfast.endtoend;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.endtoend.rush.SeatMap;
import io.holdfast.launcher.house.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody at a browser of their own, doing what the web app does, over HTTP.
class Person {

    private static final Pattern FORM = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");
    private static final int MOST_REDIRECTS = 10;

    final String name;
    private final House house;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /// By the address they belong to, then by name.
    private final Map<String, Map<String, String>> cookies = new HashMap<>();

    private Person(String name, House house) {
        this.name = name;
        this.house = house;
    }

    static Person named(String name, House house) {
        return new Person(name, house);
    }

    // Signing in

    /// Through the identity provider's own login form.
    Person signsIn() {
        var form = follow(get("/login?return=/me"));
        var action = FORM.matcher(form.body());
        if (!action.find()) {
            throw new AssertionError("no login form at %s: %s".formatted(form.address(), form.body()));
        }
        var back = follow(postForm(
                URI.create(action.group(1).replace("&amp;", "&")),
                Map.of("username", name, "password", name + "-demo", "credentialId", "")));
        if (!back.address().getPath().equals("/me")) {
            throw new AssertionError("%s was not signed in but taken to %s".formatted(name, back.address()));
        }
        return this;
    }

    // The queue

    /// @return the place
    String joins(String sale) {
        return triesToJoin(sale).json(201).path("place").asText();
    }

    /// Does the work it is asked for, as long as nobody believes it was a person.
    Reply triesToJoin(String sale) {
        var path = "/api/sales/" + sale + "/places";
        var reply = new AtomicReference<>(post(path, null));
        if (!asksForProof(reply.get())) {
            return reply.get();
        }
        await().pollInterval(Duration.ofMillis(350)).until(() -> {
            var proof = Challenge.read(reply.get().json().path("challenge")).solve();
            reply.set(post(path, object().put("proof", proof.orElseThrow())));
            return !asksForProof(reply.get());
        });
        return reply.get();
    }

    private static boolean asksForProof(Reply reply) {
        return reply.status() == 403 && reply.problem().equals("PROOF_REQUIRED");
    }

    JsonNode looksAtPlace(String sale, String place) {
        return send(request("/api/sales/" + sale + "/places/me").header("Holdfast-Place", place))
                .json(200);
    }

    /// Waits until it is their turn, and comes in.
    ///
    /// @return the pass
    String awaitsTurn(String sale, String place) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> List.of("CALLED", "ACTIVE")
                        .contains(looksAtPlace(sale, place).path("state").asText()));
        return send(request("/api/sales/" + sale + "/passes")
                        .header("Holdfast-Place", place)
                        .POST(BodyPublishers.noBody()))
                .json(201)
                .path("pass")
                .asText();
    }

    // Buying

    /// The ids of all seats with this letter on the seat map: `A` for free.
    List<String> seesSeats(String performance, char state) {
        var states = SeatMap.letters(
                get("/api/performances/" + performance + "/seats").json(200));
        var seats = new java.util.ArrayList<String>();
        var index = 0;
        for (var section :
                get("/api/performances/" + performance + "/plan").json(200).path("sections")) {
            for (var seat : section.path("seats")) {
                if (states.charAt(index++) == state) {
                    seats.add(seat.path(0).asText());
                }
            }
        }
        return seats;
    }

    Reply holds(String performance, List<String> seats) {
        return holds(performance, seats, "");
    }

    Reply holds(String performance, List<String> seats, String pass) {
        var body = object();
        var list = body.putArray("seats");
        seats.forEach(list::add);
        var request = request("/api/performances/" + performance + "/holds")
                .header("Idempotency-Key", key())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
        return send(pass.isEmpty() ? request : request.header("Holdfast-Pass", pass));
    }

    Reply orders(String hold) {
        return post("/api/orders", orderOf(hold));
    }

    ObjectNode orderOf(String hold) {
        var body = object().put("hold", hold).put("delivery", "MOBILE");
        body.putObject("recipient")
                .put("name", name)
                .put("phone", "+821012345678")
                .put("email", name + "@example.org")
                .put("locale", "en");
        return body;
    }

    /// Pays with a card that works, on the payment gateway's page, and comes back.
    ///
    /// @return the confirmation
    JsonNode pays(JsonNode order) {
        return pays(order, startsPaying(order));
    }

    /// As far as the payment gateway's page.
    JsonNode startsPaying(JsonNode order) {
        return post(
                        "/api/orders/" + order.path("id").asText() + "/payments",
                        object().put("channel", "simulator-card").set("amount", order.path("total")))
                .json(201);
    }

    /// The rest of it.
    JsonNode pays(JsonNode order, JsonNode started) {
        var page = URI.create(started.path("redirect").asText());
        var answered = postForm(page, Map.of("outcome", "approve"));
        follow(answered);
        var said = query(answered.location());
        var body = object().put("paymentKey", said.get("paymentKey"));
        body.putObject("amount")
                .put("amount", Long.parseLong(said.getOrDefault("amount", "0")))
                .put("currency", order.path("total").path("currency").asText());
        return post("/api/payments/" + started.path("id").asText() + "/confirmation", body)
                .json(200);
    }

    /// Holds, orders and pays.
    ///
    /// @return the order, with its tickets
    JsonNode buys(String performance, List<String> seats) {
        var hold = holds(performance, seats).json(201);
        return buys(hold);
    }

    JsonNode buys(JsonNode hold) {
        var order = orders(hold.path("id").asText()).json(201);
        pays(order);
        return looksAtOrder(order.path("id").asText());
    }

    JsonNode looksAtOrder(String order) {
        return get("/api/orders/" + order).json(200);
    }

    JsonNode asksWhatComesBack(JsonNode order) {
        return get("/api/orders/" + order.path("id").asText() + "/cancellation-quote")
                .json(200);
    }

    /// Gives all tickets of an order back, on the terms of this moment.
    JsonNode cancels(JsonNode order) {
        return cancels(order, asksWhatComesBack(order));
    }

    JsonNode cancels(JsonNode order, JsonNode quote) {
        return post(
                        "/api/orders/" + order.path("id").asText() + "/cancellations",
                        object().put("quote", quote.path("quote").asText()))
                .json(201);
    }

    /// Gives some tickets of an order back.
    Reply givesBack(JsonNode order, List<String> tickets) {
        var path = "/api/orders/" + order.path("id").asText();
        var quote = get(path + "/cancellation-quote?tickets=" + String.join(",", tickets));
        if (quote.status() != 200) {
            return quote;
        }
        var body = object().put("quote", quote.json().path("quote").asText());
        var list = body.putArray("tickets");
        tickets.forEach(list::add);
        return post(path + "/cancellations", body);
    }

    JsonNode opensTicket(String ticket) {
        return get("/api/tickets/" + ticket).json(200);
    }

    /// What all their mails say, newest first.
    List<String> readsMails() {
        var mails = send(HttpRequest.newBuilder(URI.create(house.mailbox() + "/api/mails?to=" + name + "@example.org")))
                .json(200)
                .path("mails");
        var texts = new java.util.ArrayList<String>();
        mails.forEach(mail -> texts.add(
                mail.path("subject").asText() + "\n" + mail.path("text").asText()));
        return texts;
    }

    // HTTP

    Reply get(String path) {
        return send(request(path));
    }

    Reply delete(String path) {
        return send(request(path).DELETE());
    }

    /// With a new Idempotency-Key.
    Reply post(String path, @org.jspecify.annotations.Nullable JsonNode body) {
        var request = request(path).header("Idempotency-Key", key());
        return send(
                body == null
                        ? request.POST(BodyPublishers.noBody())
                        : request.header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body.toString())));
    }

    Reply put(String path, JsonNode body) {
        return send(
                request(path).header("Content-Type", "application/json").PUT(BodyPublishers.ofString(body.toString())));
    }

    Reply postForm(URI address, Map<String, String> fields) {
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(house.url() + path));
    }

    /// To the end of all redirects.
    Reply follow(Reply reply) {
        var current = reply;
        for (var i = 0; current.isRedirect() && i < MOST_REDIRECTS; i++) {
            current = send(HttpRequest.newBuilder(current.location()).header("Accept", "text/html"));
        }
        return current;
    }

    Reply send(HttpRequest.Builder building) {
        var address = building.build().uri();
        var jar = cookies.computeIfAbsent(address.getAuthority(), _ -> new HashMap<>());
        if (!jar.isEmpty()) {
            building.setHeader(
                    "Cookie",
                    jar.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        try {
            var response = http.send(building.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            response.headers().allValues("Set-Cookie").forEach(cookie -> remember(jar, cookie));
            return Reply.of(response);
        } catch (IOException e) {
            throw new UncheckedIOException(address.toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void remember(Map<String, String> jar, String setCookie) {
        var pair = setCookie.split(";", 2)[0].split("=", 2);
        var gone = setCookie.toLowerCase(java.util.Locale.ROOT).contains("max-age=0") || pair[1].isEmpty();
        if (gone) {
            jar.remove(pair[0]);
        } else {
            jar.put(pair[0], pair[1]);
        }
    }

    private static Map<String, String> query(URI address) {
        return Arrays.stream(address.getRawQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    static String key() {
        return UUID.randomUUID().toString();
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
