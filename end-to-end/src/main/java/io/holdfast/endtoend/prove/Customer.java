package io.holdfast.endtoend.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.endtoend.prove.Recorder.Heard;
import io.holdfast.endtoend.prove.Recorder.Wish;
import io.holdfast.endtoend.prove.check.Operation.Kind;
import io.holdfast.endtoend.prove.check.Operation.Outcome;
import io.holdfast.endtoend.rush.Answer;
import io.holdfast.endtoend.rush.SeatMap;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A member who holds, buys, gives back, waits and changes their mind, by chance. What they mean to do is drawn from
/// the seed; what comes of it depends on everybody else.
final class Customer implements Runnable {

    /// Of the seats that are not sold people look at the first few, and so want the same.
    private static final int WINDOW = 8;

    private final String name;
    private final Scene scene;
    private final Caller caller;
    private final Caller again;
    private final SplittableRandom chance;
    private final List<Wish> granted = new ArrayList<>();

    /// What they have bought and not given back.
    private final Deque<Bought> bought = new ArrayDeque<>();

    record Bought(String performance, String hold, String order, List<String> tickets) {}

    /// @param caller with the cookies of a member
    /// @param again the same in another window
    Customer(String name, Scene scene, Caller caller, Caller again, long seed) {
        this.name = name;
        this.scene = scene;
        this.caller = caller;
        this.again = again;
        this.chance = new SplittableRandom(seed);
    }

    /// What was granted, to be sent again.
    List<Wish> granted() {
        return granted;
    }

    String name() {
        return name;
    }

    Caller caller() {
        return caller;
    }

    @Override
    public void run() {
        try {
            topUp();
            scene.isReady();
            while (!scene.isOver()) {
                act();
                think(50, 300);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void act() throws InterruptedException {
        var dice = chance.nextInt(100);
        if (dice < 8 && !granted.isEmpty()) {
            repeat(granted.get(chance.nextInt(granted.size())), caller);
        } else if (dice < 20) {
            join();
        } else if (dice < 40) {
            takeOffers();
        } else if (dice < 65 && !bought.isEmpty()) {
            var oldest = bought.removeFirst();
            if (chance.nextInt(100) < scene.habits().enters()) {
                enter(oldest);
            } else {
                giveBack(oldest);
            }
        } else {
            shop(scene.performance(dice % scene.performances()));
        }
    }

    // Buying

    private void shop(String performance) throws InterruptedException {
        var seen = caller.get("/api/performances/" + performance + "/seats", Map.of());
        if (!seen.good()) {
            return;
        }
        var letters = SeatMap.letters(seen.json());
        var wanted = new ArrayList<Integer>();
        for (var seat = 0; seat < letters.length() && wanted.size() < WINDOW; seat++) {
            if (letters.charAt(seat) != 'S') {
                wanted.add(seat);
            }
        }
        if (wanted.isEmpty()) {
            return;
        }
        var first = wanted.get(chance.nextInt(wanted.size()));
        var body = object();
        var seats = body.putArray("seats").add(scene.seat(first));
        if (chance.nextInt(3) == 0 && first + 1 < letters.length()) {
            seats.add(scene.seat(first + 1));
        }
        var asked = body.deepCopy().put("performance", performance);
        var held = ask(Kind.HOLD, "POST", "/api/performances/" + performance + "/holds", body, asked);
        if (held.ok()) {
            buy(performance, held.answer().text("id"), false);
        }
    }

    private void buy(String performance, String hold, boolean offered) throws InterruptedException {
        var dice = chance.nextInt(100);
        think(20, 300);
        if (dice < 10) {
            return; // They walk away.
        }
        if (dice < 20 && !offered) {
            ask(Kind.RELEASE, "DELETE", "/api/holds/" + hold, null, object().put("hold", hold));
            return;
        }
        var body = object().put("hold", hold).put("delivery", "MOBILE");
        body.putObject("recipient")
                .put("name", name)
                .put("phone", "+821012345678")
                .put("email", name + "@example.org")
                .put("locale", "en");
        var order = ask(Kind.ORDER, "POST", "/api/orders", body, object().put("hold", hold));
        if (order.ok()) {
            pay(performance, hold, order.answer());
        }
    }

    private void pay(String performance, String hold, Answer order) throws InterruptedException {
        var id = order.text("id");
        var byPoints = chance.nextInt(100) < scene.habits().points();
        var body = object().put("channel", byPoints ? "points" : "simulator-card");
        body.set("amount", order.json().path("total"));
        var asked = object().put("order", id)
                .put("hold", hold)
                .put("channel", body.path("channel").asText());
        var started = ask(Kind.PAY, "POST", "/api/orders/" + id + "/payments", body, asked);
        if (!started.ok()) {
            return;
        }
        if (byPoints) {
            collect(performance, hold, id);
            return;
        }
        var dice = chance.nextInt(100);
        var outcome = dice < 80 ? "approve" : dice < 90 ? "decline" : "close";
        var said = onThePage(started.answer().text("redirect"), outcome);
        if (said.getOrDefault("result", "").equals("success")) {
            if (chance.nextInt(100) < scene.habits().dawdles()) {
                dawdle(hold);
            }
            var state = confirm(started.answer().text("id"), hold, order.json().path("total"), said);
            if (state.equals("CAPTURED")) {
                collect(performance, hold, id);
            }
        }
    }

    /// Somebody is called away, and says yes when the hold may have ended.
    private void dawdle(String hold) throws InterruptedException {
        var seen = caller.get("/api/holds/" + hold, Map.of());
        if (seen.good()) {
            var left = Duration.between(Instant.now(), Instant.parse(seen.text("until")));
            Thread.sleep(Duration.ofMillis(Math.clamp(left.toMillis() + chance.nextInt(3_000), 0, 40_000)));
        }
    }

    /// @return what the gateway sends back with the customer
    private Map<String, String> onThePage(String page, String outcome) throws InterruptedException {
        var answered = caller.form(page, "outcome=" + outcome);
        var query = answered.header("Location").isEmpty()
                ? null
                : URI.create(answered.header("Location")).getRawQuery();
        return query == null
                ? Map.of()
                : Arrays.stream(query.split("&"))
                        .map(pair -> pair.split("=", 2))
                        .filter(pair -> pair.length == 2)
                        .collect(Collectors.toMap(
                                pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    /// Says yes, now and then in two windows at once, and asks until it is known what came of it.
    ///
    /// @return the payment's state, or the problem that kept it from having one
    private String confirm(String payment, String hold, JsonNode amount, Map<String, String> said)
            throws InterruptedException {
        var body = object().put("paymentKey", said.getOrDefault("paymentKey", ""));
        body.set("amount", amount);
        var asked = object().put("payment", payment)
                .put("hold", hold)
                .put("paymentKey", said.getOrDefault("paymentKey", ""));
        var wish = new Wish(
                Kind.CONFIRM, "POST", "/api/payments/" + payment + "/confirmation", "confirm-" + payment, body, asked);
        if (chance.nextInt(100) < scene.habits().twice()) {
            try (var windows = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<String> other = () -> settled(again, payment, wish);
                var second = windows.submit(other);
                var first = settled(caller, payment, wish);
                try {
                    second.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
                return first;
            }
        }
        return settled(caller, payment, wish);
    }

    private String settled(Caller window, String payment, Wish wish) throws InterruptedException {
        var number = scene.recorder().next();
        var begin = Instant.now();
        var end = begin.plus(scene.recorder().patience());
        var unknowns = 0;
        while (true) {
            var answer = window.send(
                    "POST", wish.path(), String.valueOf(wish.body()), Map.of("Idempotency-Key", wish.key()));
            while (answer.good()
                    && answer.text("state").equals("PENDING")
                    && Instant.now().isBefore(end)) {
                Thread.sleep(500);
                var looked = window.get("/api/payments/" + payment, Map.of());
                answer = looked.good() ? looked : answer;
            }
            var outcome = Recorder.outcome(answer);
            if (answer.text("state").equals("PENDING")) {
                outcome = Outcome.UNKNOWN;
            }
            if (outcome == Outcome.UNKNOWN && Instant.now().isBefore(end)) {
                unknowns++;
                Thread.sleep(400);
                continue;
            }
            scene.recorder().write(number, name, wish, begin, outcome, answer.brief(), answer.json(), unknowns);
            return outcome == Outcome.OK ? answer.text("state") : answer.brief();
        }
    }

    private void collect(String performance, String hold, String order) throws InterruptedException {
        var tickets = new ArrayList<String>();
        for (var tries = 0; tries < 50 && tickets.isEmpty(); tries++) {
            var seen = caller.get("/api/orders/" + order, Map.of());
            if (seen.good()) {
                seen.json()
                        .path("tickets")
                        .forEach(ticket -> tickets.add(ticket.path("id").asText()));
            } else {
                Thread.sleep(300);
            }
        }
        bought.addLast(new Bought(performance, hold, order, tickets));
    }

    private void giveBack(Bought what) throws InterruptedException {
        var path = "/api/orders/" + what.order();
        var quote = caller.get(path + "/cancellation-quote", Map.of());
        if (!quote.good()) {
            bought.addLast(what);
            return;
        }
        ask(
                Kind.CANCEL,
                "POST",
                path + "/cancellations",
                object().put("quote", quote.text("quote")),
                object().put("order", what.order()).put("hold", what.hold()));
    }

    /// At two doors at once, as with a ticket and its copy.
    private void enter(Bought what) throws InterruptedException {
        for (var ticket : what.tickets()) {
            var doors = new ArrayList<Thread>();
            for (var door : scene.doorsOf(what.performance())) {
                doors.add(Thread.ofVirtual().start(() -> scan(door, ticket)));
            }
            for (var door : doors) {
                door.join();
            }
        }
    }

    private void scan(Door door, String ticket) {
        var scan = UUID.randomUUID().toString();
        var body = object();
        body.putArray("scans")
                .addObject()
                .put("id", scan)
                .put("ticket", ticket)
                .put("exception", "PHONE_FAILED")
                .put("at", Instant.now().toString());
        var asked = object().put("ticket", ticket).put("scan", scan).put("gate", door.name());
        try {
            var wish = new Wish(Kind.ENTER, "POST", "/api/gate/scans", scan, body, asked);
            scene.recorder().askAtDoor(name, door.caller(), wish);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // Waiting

    /// For the last performance; what comes back in the others is anybody's again.
    private void join() throws InterruptedException {
        var performance = scene.performance(scene.performances() - 1);
        var body = object().put("seats", 1);
        body.putArray("grades").add("R");
        ask(
                Kind.JOIN,
                "POST",
                "/api/performances/" + performance + "/waitlist",
                body,
                object().put("performance", performance));
    }

    private void takeOffers() throws InterruptedException {
        var offers = caller.get("/api/me/offers", Map.of());
        if (!offers.good()) {
            return;
        }
        for (var offer : offers.json().path("offers")) {
            var id = offer.path("id").asText();
            if (!offer.path("state").asText().equals("OPEN") || chance.nextInt(4) == 0) {
                continue;
            }
            var path = "/api/offers/" + id;
            if (chance.nextInt(5) == 0) {
                caller.send("POST", path + "/decline", null, Map.of());
                continue;
            }
            var accepted = ask(Kind.ACCEPT, "POST", path + "/acceptance", null, object().put("offer", id));
            if (accepted.ok()) {
                buy(
                        offer.path("performance").path("id").asText(),
                        accepted.answer().text("hold"),
                        true);
            }
        }
    }

    /// Nothing is offered any more to whoever has gone home.
    void leaveTheLine() throws InterruptedException {
        for (var entry : caller.get("/api/waitlist", Map.of()).json().path("entries")) {
            caller.send("DELETE", "/api/waitlist/" + entry.path("id").asText(), null, Map.of());
        }
    }

    /// Whoever leaves for good says so of what they have accepted: it would be kept for minutes.
    void declineOffers() throws InterruptedException {
        var offers = caller.get("/api/me/offers", Map.of());
        for (var offer : offers.json().path("offers")) {
            if (List.of("OPEN", "ACCEPTED").contains(offer.path("state").asText())) {
                caller.send("POST", "/api/offers/" + offer.path("id").asText() + "/decline", null, Map.of());
            }
        }
    }

    // Points

    private void topUp() throws InterruptedException {
        var amount = object().put("amount", 900_000).put("currency", "KRW");
        var body = object().put("channel", "simulator-card");
        body.set("amount", amount);
        var started = ask(Kind.TOP_UP, "POST", "/api/me/points/top-ups", body, amount);
        if (started.ok()) {
            var said = onThePage(started.answer().text("redirect"), "approve");
            confirm(started.answer().text("id"), "", amount, said);
        }
    }

    // Asking

    private Heard ask(
            Kind kind, String method, String path, @org.jspecify.annotations.Nullable JsonNode body, ObjectNode asked)
            throws InterruptedException {
        var key = "%s-%016x".formatted(name, chance.nextLong());
        var wish = new Wish(kind, method, path, key, body, asked);
        var heard = scene.recorder().ask(name, caller, wish);
        if (heard.ok() && isRemembered(kind)) {
            granted.add(wish);
        }
        return heard;
    }

    /// Accepting an offer and giving up a hold say how things stand by then; the others repeat what they said.
    private static boolean isRemembered(Kind kind) {
        return switch (kind) {
            case HOLD, ORDER, PAY, CANCEL, JOIN, TOP_UP -> true;
            case RELEASE, CONFIRM, ACCEPT, ENTER, REPEAT -> false;
        };
    }

    void repeat(Wish wish, Caller by) throws InterruptedException {
        scene.recorder().ask(name, by, wish.again());
    }

    private void think(int least, int most) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(chance.nextInt(least, most));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
