package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.holdfast.contracts.proof.Challenge;
import io.holdfast.endtoend.rush.Books.Purchase;
import io.holdfast.endtoend.rush.Books.Ticket;
import io.holdfast.endtoend.rush.Intent.Ending;
import io.holdfast.endtoend.rush.Scene.Fate;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Somebody who wants tickets, from joining the queue to the ticket in hand.
final class Buyer implements Runnable {

    /// How long somebody asks again about a payment that is being checked.
    private static final Duration ASKS_ABOUT_MONEY = Duration.ofMinutes(3);

    /// Until then everybody has loaded the hall, and nobody's clock says that it has not opened.
    private static final Duration THE_RACE_BEGINS = Duration.ofSeconds(2);

    /// So long before seats that were taken at the opening would be lost, nobody waits for the others any more.
    private static final Duration PAYS_BEFORE = Duration.ofSeconds(30);

    /// As a crowd grows, so does the work, and what was done already may be too little.
    private static final int MOST_PROOFS = 3;

    private final Scene scene;
    private final int number;
    private final Intent intent;
    private final SplittableRandom chance;
    private final Browser browser;
    private @Nullable String pass;

    /// When the stay inside ends, as far as we know, by [System#nanoTime].
    private long insideUntil = Long.MAX_VALUE;

    /// Whoever had to fight for seats does not walk away from them.
    private boolean fought;

    /// Whether the others still wait for us.
    private boolean expected = true;

    Buyer(Scene scene, int number) {
        this.scene = scene;
        this.number = number;
        this.chance = new SplittableRandom(scene.options.seed() * 1_000_003 + number);
        this.intent = Intent.of(scene.options, number, chance);
        this.browser = scene.newBrowser();
    }

    @Override
    public void run() {
        try {
            scene.fate(visit());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            if (expected) {
                scene.tills.goesHome();
            }
        }
    }

    private Fate visit() throws InterruptedException {
        var arrival = scene.opening + intent.arrives().toNanos();
        if (scene.waitUntil(arrival)) {
            return Fate.STILL_WAITING;
        }
        scene.arrived.incrementAndGet();
        if (scene.options.waitingRoom()) {
            var ended = queue(arrival);
            if (ended != null) {
                return ended;
            }
        }
        scene.inside.incrementAndGet();
        try {
            return shop();
        } finally {
            scene.inside.decrementAndGet();
        }
    }

    // The queue

    /// @return null when it is our turn
    private @Nullable Fate queue(long arrival) throws InterruptedException {
        scene.waiting.incrementAndGet();
        try {
            var joined = join(arrival);
            if (!joined.good()) {
                return Fate.FAILED;
            }
            return inLine(joined.text("place"), joined.json().path("epoch").asLong());
        } finally {
            scene.waiting.decrementAndGet();
        }
    }

    /// With a little work before, where the house asks for it.
    private Answer join(long arrival) throws InterruptedException {
        var answer = browser.send(browser.post(Step.JOIN, sale("/places"), null).at(arrival));
        for (var tries = 0; answer.is("PROOF_REQUIRED") && tries < MOST_PROOFS; tries++) {
            var proof = Challenge.read(answer.json().path("challenge")).solve();
            think(0.35, 0.7);
            var body = object().put("proof", proof.orElse(""));
            answer = browser.send(browser.post(Step.PROVE, sale("/places"), body));
        }
        return answer;
    }

    private @Nullable Fate inLine(String given, long epoch) throws InterruptedException {
        var place = given;
        var looksBeforeLeaving = intent.ending() == Ending.LEAVE_QUEUE ? 1 + chance.nextInt(4) : Integer.MAX_VALUE;
        var next = System.nanoTime() + Duration.ofMillis(500).toNanos();
        for (var looks = 0; ; looks++) {
            if (scene.waitUntil(next)) {
                // It takes people a moment to read that everything is sold.
                think(0, 5);
                leave(place);
                return Fate.STILL_WAITING;
            }
            if (looks == looksBeforeLeaving) {
                leave(place);
                return Fate.LEFT;
            }
            var sent = System.nanoTime();
            var mine = browser.send(browser.get(Step.POLL, sale("/places/me"))
                    .with("Holdfast-Place", place)
                    .at(next));
            if (!mine.good()) {
                return Fate.FAILED;
            }
            var received = System.nanoTime();
            var state = mine.text("state");
            if (mine.json().path("place").isTextual()) {
                place = mine.text("place");
            }
            // Whoever has missed a call comes in when it is called again, and not in the order of the numbers.
            if (mine.json().path("number").isNumber()
                    && !mine.json().path("movedBack").asBoolean()) {
                scene.turns.saw(
                        epoch,
                        mine.json().path("number").asLong(),
                        state,
                        mine.json().path("serving").asLong(),
                        sent,
                        received);
            }
            switch (state) {
                case "CALLED", "ACTIVE" -> {
                    if (intent.ending() == Ending.MISS_CALL) {
                        return Fate.MISSED;
                    }
                    if (claim(place)) {
                        return null;
                    }
                }
                case "LOBBY", "WAITING" -> {}
                default -> {
                    return Fate.MISSED;
                }
            }
            var pause = Math.max(1, mine.json().path("nextPollSeconds").asInt(2));
            next = received + (long) (pause * 1e9 * (1 + 0.1 * chance.nextDouble()));
        }
    }

    private void leave(String place) throws InterruptedException {
        browser.send(browser.delete(Step.LEAVE, sale("/places/me")).with("Holdfast-Place", place));
    }

    private boolean claim(String place) throws InterruptedException {
        var claimed =
                browser.send(browser.post(Step.CLAIM, sale("/passes"), null).with("Holdfast-Place", place));
        if (!claimed.good()) {
            return false;
        }
        pass = claimed.text("pass");
        insideUntil = System.nanoTime() + scene.options.active().toNanos();
        scene.turns.admitted(System.nanoTime());
        return true;
    }

    private String sale(String path) {
        return "/api/sales/" + scene.sale + path;
    }

    // The shop

    private Fate shop() throws InterruptedException {
        var plan = browser.send(browser.get(Step.PLAN, "/api/performances/" + scene.performance + "/plan"));
        if (!plan.good()) {
            return Fate.FAILED;
        }
        var hall = scene.hall(plan);
        if (scene.options.scenario() == Scenario.SEAT_RACE) {
            return race(hall);
        }
        while (System.nanoTime() < insideUntil) {
            var held = choose(hall);
            if (held == null) {
                return Fate.NO_SEATS;
            }
            var fate = buy(held);
            if (fate != null) {
                return fate;
            }
        }
        return Fate.NO_SEATS;
    }

    /// Goes for a seat with all the others, and for no other one.
    private Fate race(Hall hall) throws InterruptedException {
        var seat = hall.raced(scene.options.special().raced(), number);
        if (scene.waitUntil(scene.opening + THE_RACE_BEGINS.toNanos())) {
            return Fate.STILL_WAITING;
        }
        scene.race.runs(seat);
        var held = hold(List.of(seat));
        if (!held.good()) {
            return held.is("SEATS_TAKEN") ? Fate.LOST_RACE : Fate.FAILED;
        }
        scene.race.wins(seat);
        var fate = buy(held);
        return fate == null ? Fate.NO_SEATS : fate;
    }

    /// Looks and chooses until seats are held. Of those who were too slow every other one leaves the choice to
    /// the house.
    ///
    /// @return null when there is nothing left, or no time
    private @Nullable Answer choose(Hall hall) throws InterruptedException {
        var next = System.nanoTime();
        while (next < insideUntil) {
            if (scene.waitUntil(next)) {
                return null;
            }
            var seen = browser.send(browser.get(Step.SEATS, "/api/performances/" + scene.performance + "/seats")
                    .at(next));
            if (!seen.good()) {
                return null;
            }
            var states = SeatMap.letters(seen.json());
            var chosen = hall.choose(states, intent.seats(), intent.together(), chance);
            if (chosen.isEmpty()) {
                fought = true;
                next = System.nanoTime() + thinking(1.5, 3);
                continue;
            }
            if (scene.waitFor(Duration.ofNanos(thinking(1, 3)))) {
                return null;
            }
            var held = fought && chance.nextBoolean() ? holdBest(chosen.size()) : hold(chosen);
            if (held.good()) {
                return held;
            }
            if (!held.is("SEATS_TAKEN")) {
                return null;
            }
            fought = true;
            next = System.nanoTime() + thinking(0.3, 1);
        }
        return null;
    }

    private Answer hold(List<String> seats) throws InterruptedException {
        var body = object();
        var wanted = body.putArray("seats");
        seats.forEach(wanted::add);
        return hold(Step.HOLD, body);
    }

    private Answer holdBest(int count) throws InterruptedException {
        var body = object();
        body.putObject("best").put("count", count);
        return hold(Step.BEST, body);
    }

    private Answer hold(Step step, ObjectNode body) throws InterruptedException {
        var request = browser.post(step, "/api/performances/" + scene.performance + "/holds", body)
                .once();
        return browser.send(pass == null ? request : request.with("Holdfast-Pass", pass));
    }

    /// @return null when the seats were lost on the way and others may be chosen
    private @Nullable Fate buy(Answer held) throws InterruptedException {
        if (intent.ending() == Ending.WALK_AWAY_FROM_SEATS && !fought) {
            return Fate.NEVER_PAID;
        }
        think(1.5, 4);
        var order = browser.send(
                browser.post(Step.ORDER, "/api/orders", order(held.text("id"))).once());
        if (!order.good()) {
            return order.is("HOLD_LAPSED") ? null : Fate.FAILED;
        }
        var purchase = scene.books.open(
                order.text("id"), order.json().path("total").path("amount").asLong());
        if (intent.cancels()) {
            scene.books.cancellationAhead();
        }
        try {
            return pay(order, purchase);
        } finally {
            if (intent.cancels()) {
                scene.books.cancellationBehind();
            }
        }
    }

    private ObjectNode order(String hold) {
        var body = object().put("hold", hold).put("delivery", "MOBILE");
        body.putObject("recipient")
                .put("name", "Buyer " + number)
                .put("phone", "+82100%06d".formatted(number))
                .put("email", "buyer-%d@example.org".formatted(number))
                .put("locale", "en");
        return body;
    }

    private @Nullable Fate pay(Answer order, Purchase purchase) throws InterruptedException {
        var declined = intent.declinedFirst();
        while (true) {
            var started = browser.send(browser.post(
                            Step.PAY,
                            "/api/orders/" + purchase.order() + "/payments",
                            object().put("channel", "simulator-card")
                                    .set("amount", order.json().path("total")))
                    .once());
            if (!started.good()) {
                return started.is("HOLD_LAPSED") ? null : Fate.FAILED;
            }
            var page = started.text("redirect");
            if (!browser.send(browser.get(Step.CARD_PAGE, page)).good()) {
                return Fate.FAILED;
            }
            if (intent.ending() == Ending.WALK_AWAY_FROM_PAYING && !fought) {
                return Fate.NEVER_PAID;
            }
            think(1.5, 4);
            var state = payWithCard(started.text("id"), page, declined ? "decline" : "approve", order, purchase);
            switch (state) {
                case "CAPTURED" -> {
                    purchase.paid();
                    return collect(purchase);
                }
                case "LATE" -> {
                    purchase.tooLate();
                    return null;
                }
                case "DECLINED" -> {
                    if (!declined) {
                        return Fate.FAILED;
                    }
                    declined = false;
                }
                case "HOLD_LAPSED", "ORDER_NOT_PAYABLE" -> {
                    return null;
                }
                default -> {
                    purchase.inDoubt();
                    return Fate.FAILED;
                }
            }
        }
    }

    /// @return the payment's state, or the problem that kept it from having one
    private String payWithCard(String payment, String page, String outcome, Answer order, Purchase purchase)
            throws InterruptedException {
        var answered = browser.send(browser.form(Step.CARD, page, "outcome=" + outcome));
        var back = answered.header("Location");
        if (answered.status() != 303 || back.isEmpty()) {
            return "NOWHERE";
        }
        browser.send(browser.get(Step.RETURN, back));
        var said = query(back);
        var body = object().put("paymentKey", said.getOrDefault("paymentKey", ""));
        body.putObject("amount")
                .put("amount", Long.parseLong(said.getOrDefault("amount", "0")))
                .put("currency", order.json().path("total").path("currency").asText());
        if (scene.options.scenario() == Scenario.SIMULTANEOUS_PAYMENT && expected) {
            expected = false;
            scene.tills.await(
                    scene.opening + scene.options.hold().minus(PAYS_BEFORE).toNanos());
        }
        purchase.inDoubt();
        var confirmed = browser.send(browser.post(Step.CONFIRM, "/api/payments/" + payment + "/confirmation", body)
                .once("confirm-" + payment));
        var problem = confirmed.problem();
        var state = problem == null ? confirmed.text("state") : problem;
        var end = System.nanoTime() + ASKS_ABOUT_MONEY.toNanos();
        while (state.equals("PENDING") && System.nanoTime() < end) {
            Thread.sleep(1_500);
            var looked = browser.send(browser.get(Step.PAYMENT, "/api/payments/" + payment));
            state = looked.good() ? looked.text("state") : state;
        }
        if (!state.equals("PENDING") && confirmed.status() < 500 && confirmed.status() > 0) {
            purchase.settled();
        }
        return state;
    }

    private Fate collect(Purchase purchase) throws InterruptedException {
        var order = browser.send(browser.get(Step.BOOKING, "/api/orders/" + purchase.order()));
        if (!order.good()) {
            return Fate.FAILED;
        }
        for (var ticket : order.json().path("tickets")) {
            var id = ticket.path("id").asText();
            var opened = browser.send(browser.get(Step.TICKET, "/api/tickets/" + id));
            if (opened.good() && opened.text("state").equals("VALID")) {
                purchase.hold(new Ticket(
                        id,
                        ticket.path("seat").asText(),
                        ticket.path("price").path("amount").asLong()));
            }
        }
        return intent.cancels() ? giveBack(purchase) : Fate.BOUGHT;
    }

    private Fate giveBack(Purchase purchase) throws InterruptedException {
        think(2, 8);
        var tickets = purchase.tickets().stream().map(Ticket::id).toList();
        var wanted = intent.ending() == Ending.CANCEL_ONE && tickets.size() > 1 ? tickets.subList(0, 1) : tickets;
        var path = "/api/orders/" + purchase.order();
        var quote =
                browser.send(browser.get(Step.QUOTE, path + "/cancellation-quote?tickets=" + String.join(",", wanted)));
        if (!quote.good()) {
            return Fate.FAILED;
        }
        think(0.5, 1.5);
        var body = object().put("quote", quote.text("quote"));
        var list = body.putArray("tickets");
        wanted.forEach(list::add);
        var cancelled = browser.send(
                browser.post(Step.CANCEL, path + "/cancellations", body).once());
        if (!cancelled.good()) {
            return Fate.FAILED;
        }
        purchase.giveBack(
                wanted,
                cancelled.json().path("refund").path("amount").path("amount").asLong(),
                cancelled.json().path("fee").path("amount").asLong());
        return Fate.CANCELLED;
    }

    // Odds and ends

    private void think(double least, double most) throws InterruptedException {
        Thread.sleep(Duration.ofNanos(thinking(least, most)));
    }

    /// @return nanoseconds
    private long thinking(double least, double most) {
        return (long) ((least + chance.nextDouble() * (most - least)) / scene.options.haste() * 1e9);
    }

    private static Map<String, String> query(String address) {
        var query = URI.create(address).getRawQuery();
        return Arrays.stream((query == null ? "" : query).split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> pair[0],
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8),
                        (first, _) -> first));
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
