package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.rush.Scene.Fate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Holds what the buyers saw against what the house says and what the payment gateway wrote down.
final class Verdicts {

    /// Refunds settle on their own, a little after the cancellation.
    private static final Duration SETTLING = Duration.ofSeconds(120);

    private final Scene scene;
    private final Organiser organiser;
    private final GatewayBooks gateway;

    Verdicts(Scene scene, Organiser organiser, GatewayBooks gateway) {
        this.scene = scene;
        this.organiser = organiser;
        this.gateway = gateway;
    }

    List<Verdict> judge() throws InterruptedException {
        var ours = scene.books.sum();
        var numbers = settled(ours);
        var verdicts = new ArrayList<Verdict>();
        verdicts.add(soldTwice(numbers));
        verdicts.add(seatsAdd(numbers));
        verdicts.add(money(numbers, ours));
        verdicts.add(gateway());
        if (scene.options.waitingRoom()) {
            verdicts.add(order());
        }
        switch (scene.options.scenario()) {
            case SEAT_RACE ->
                verdicts.add(new Verdict(
                        "Each seat that many wanted has exactly one winner", scene.race.fair(), scene.race.toString()));
            case SIMULTANEOUS_PAYMENT -> verdicts.add(metAtTheTill());
            case SALE_OPENING, QUEUE_WAVE, SUSTAINED_LOAD -> {}
        }
        if (scene.options.scenario() != Scenario.SEAT_RACE) {
            verdicts.add(leftOver(
                    numbers.path("sold").asInt(), numbers.path("capacity").asInt(), scene.fates()));
        }
        verdicts.add(errors());
        scene.options.special().promise().ifPresent(most -> verdicts.add(promise(most, scene.calls.summaries())));
        return List.copyOf(verdicts);
    }

    /// The numbers, once nothing is on its way any more.
    private JsonNode settled(Books.Sum ours) throws InterruptedException {
        var end = System.nanoTime() + SETTLING.toNanos();
        while (true) {
            var numbers = organiser.numbers(scene.performance);
            var back = amount(numbers, "refunded") == ours.back();
            var still = numbers.path("paying").asInt() == 0;
            if (back && still || System.nanoTime() > end) {
                return numbers;
            }
            Thread.sleep(1_000);
        }
    }

    private Verdict soldTwice(JsonNode numbers) {
        var owners = new HashMap<String, Integer>();
        for (var ticket : scene.books.tickets()) {
            owners.merge(ticket.seat(), 1, Integer::sum);
        }
        var twice = owners.values().stream()
                .filter(count -> count > 1)
                .mapToInt(count -> count - 1)
                .sum();
        var house = numbers.path("soldTwice").asInt(-1);
        return new Verdict(
                "Seats sold twice",
                twice == 0 && house == 0,
                "%d by the house's numbers, %d among the %,d tickets the buyers hold"
                        .formatted(house, twice, owners.size()));
    }

    /// Every seat is in exactly one state, and every sold one is in a buyer's hand.
    private Verdict seatsAdd(JsonNode numbers) {
        var sum = 0;
        for (var state : List.of("available", "held", "paying", "sold", "released", "offered", "blocked")) {
            sum += numbers.path(state).asInt();
        }
        var capacity = numbers.path("capacity").asInt();
        var sold = numbers.path("sold").asInt();
        var tickets = numbers.path("tickets").asInt();
        var inHand = scene.books.tickets().size();
        return new Verdict(
                "Seats against tickets",
                sum == capacity && sold == tickets && tickets == inHand,
                "%,d of %,d seats accounted for; %,d sold, %,d valid tickets, %,d in the buyers' hands"
                        .formatted(sum, capacity, sold, tickets, inHand));
    }

    private Verdict money(JsonNode numbers, Books.Sum ours) {
        var gross = amount(numbers, "gross");
        var refunded = amount(numbers, "refunded");
        var fees = amount(numbers, "fees");
        var worth = amount(numbers, "ticketValue");
        var balanced = numbers.path("ledgerBalanced").asBoolean();
        var good = balanced
                && gross == ours.paid()
                && refunded == ours.back()
                && fees == ours.kept()
                && worth == ours.inHand()
                && gross + ours.late() == refunded + fees + worth
                && ours.inDoubt() == 0;
        return new Verdict(
                "Money against tickets",
                good,
                ("paid %,d (buyers %,d), given back %,d (%,d), kept as fees %,d (%,d), tickets worth %,d (%,d);"
                                + " ledger %s, %d payments in doubt")
                        .formatted(
                                gross,
                                ours.paid(),
                                refunded,
                                ours.back(),
                                fees,
                                ours.kept(),
                                worth,
                                ours.inHand(),
                                balanced ? "balanced" : "NOT balanced",
                                ours.inDoubt()));
    }

    /// Order by order, so that two mistakes cannot make a right sum.
    private Verdict gateway() throws InterruptedException {
        var what = "Money at the payment gateway";
        if (!gateway.canBeAsked()) {
            return new Verdict(what, true, "not asked: its address and secret are not known here");
        }
        var taken = new GatewayBooks.Taken(0, 0, 0, 0);
        var wrong = new ArrayList<String>();
        var end = System.nanoTime() + SETTLING.toNanos();
        for (var purchase : scene.books.purchases()) {
            var sum = purchase.sum();
            var there = gateway.of(purchase.order());
            while (there.net() != sum.net() && System.nanoTime() < end) {
                Thread.sleep(500);
                there = gateway.of(purchase.order());
            }
            if (there.captured() != sum.paid() + sum.late() || there.refunded() != sum.back()) {
                wrong.add("%s: took %,d and gave back %,d, the buyer knows of %,d and %,d"
                        .formatted(
                                purchase.order(),
                                there.captured(),
                                there.refunded(),
                                sum.paid() + sum.late(),
                                sum.back()));
            }
            taken = taken.plus(there);
        }
        return new Verdict(
                what,
                wrong.isEmpty(),
                "%,d captures of %,d, %,d given back, over %,d orders; %d orders differ%s"
                        .formatted(
                                taken.captures(),
                                taken.captured(),
                                taken.refunded(),
                                scene.books.purchases().size(),
                                wrong.size(),
                                wrong.isEmpty() ? "" : ", e.g. " + wrong.getFirst()));
    }

    private Verdict order() {
        var order = scene.turns.order();
        return new Verdict(
                "Nobody admitted out of order",
                order.outOfOrder() == 0 && order.passedOver() == 0 && order.called() > 0,
                "%,d numbers seen called, %d still waiting after a later one was, %d told to wait at or below “now serving”"
                        .formatted(order.called(), order.outOfOrder(), order.passedOver()));
    }

    /// Seats may be left when nobody wants them; a rush need not fill the house.
    static Verdict leftOver(int sold, int capacity, Map<Fate, Integer> fates) {
        var inVain = fates.getOrDefault(Fate.NO_SEATS, 0);
        var waiting = fates.getOrDefault(Fate.STILL_WAITING, 0);
        return new Verdict(
                "No seat left over that a buyer wanted",
                sold == capacity || inVain + waiting == 0,
                "%,d of %,d seats sold; %,d buyers came in and found nothing, %,d were still waiting"
                        .formatted(sold, capacity, inVain, waiting));
    }

    /// A rehearsal in which hardly anybody paid at the same time has rehearsed something else.
    private Verdict metAtTheTill() {
        var met = scene.tills.met();
        var paid = scene.fates().getOrDefault(Fate.BOUGHT, 0);
        return new Verdict(
                "Everybody paid at the same instant and has tickets",
                met == scene.options.buyers() && paid == met,
                "%,d of %,d met at the till, %,d have tickets".formatted(met, scene.options.buyers(), paid));
    }

    /// What the organiser does is not what people wait for.
    static Verdict promise(Duration most, Map<Step, Calls.Summary> calls) {
        var slow = new ArrayList<String>();
        var worst = 0.0;
        for (var call : calls.entrySet()) {
            if (call.getKey() != Step.ORGANISER && call.getKey() != Step.AWAIT_ROOM) {
                worst = Math.max(worst, call.getValue().p95());
                if (call.getValue().p95() > most.toMillis()) {
                    slow.add("%s %,.0f ms"
                            .formatted(call.getKey(), call.getValue().p95()));
                }
            }
        }
        return new Verdict(
                "95 of 100 calls of each kind within %,d ms".formatted(most.toMillis()),
                slow.isEmpty(),
                slow.isEmpty() ? "the slowest kind took %,.0f ms".formatted(worst) : String.join(", ", slow));
    }

    private Verdict errors() {
        var all = new HashMap<String, Integer>();
        var interrupted = 0;
        for (Map.Entry<Step, Calls.Summary> call : scene.calls.summaries().entrySet()) {
            call.getValue()
                    .errors()
                    .forEach((what, count) -> all.merge(call.getKey() + ": " + what, count, Integer::sum));
            interrupted += call.getValue().interrupted();
        }
        var count = all.values().stream().mapToInt(Integer::intValue).sum();
        var examples = all.entrySet().stream()
                .map(error -> error.getKey() + " × " + error.getValue())
                .sorted()
                .limit(6)
                .toList();
        return new Verdict(
                "Unexpected errors",
                count == 0,
                "%,d among %,d calls%s%s"
                        .formatted(
                                count,
                                scene.calls.sent(),
                                interrupted > 0
                                        ? ", %,d unanswered while a service was away".formatted(interrupted)
                                        : "",
                                examples.isEmpty() ? "" : " (" + String.join("; ", examples) + ")"));
    }

    private static long amount(JsonNode numbers, String name) {
        return numbers.path(name).path("amount").asLong();
    }
}
