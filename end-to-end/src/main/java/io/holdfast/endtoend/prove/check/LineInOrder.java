package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// I11. Whoever joined first stands before whoever joined later, and a seat is offered to nobody while somebody who has
/// waited longer wants the same. Everybody wants the same here.
final class LineInOrder implements Invariant.Law {

    /// A transaction has the time of its beginning. Nobody's is counted on who came or went so shortly before.
    private static final Duration SLACK = Duration.ofSeconds(10);

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        joinedInOrder(history, state, broken);
        var matchings = state.byId("matching");
        var offers = state.grouped("waitlist_offer", "entry_id");
        var entries = state.table("entry").stream()
                .sorted(Comparator.comparingLong(entry -> entry.number("seq")))
                .toList();
        var byId = state.byId("entry");
        for (var offer : state.table("waitlist_offer")) {
            var matching = matchings.get(offer.text("matching_id"));
            var at = (matching == null ? offer.moment("offered_at") : matching.moment("at")).orElseThrow();
            var served = byId.get(offer.text("entry_id"));
            if (served == null) {
                broken.add("offer %s is nobody's".formatted(offer.text("id")));
                continue;
            }
            for (var other : entries) {
                if (other.number("seq") < served.number("seq")
                        && other.text("performance_id").equals(served.text("performance_id"))
                        && waited(other, offers.getOrDefault(other.text("id"), List.of()), at)
                        && !hasLetPass(offers.getOrDefault(other.text("id"), List.of()), offer)) {
                    broken.add("at %s seats were offered to number %d, while number %d had waited longer"
                            .formatted(at, served.number("seq"), other.number("seq")));
                }
            }
        }
        return broken;
    }

    private static void joinedInOrder(History history, FinalState state, List<String> broken) {
        record Joined(Operation join, long place) {}
        var entries = state.byId("entry");
        var joined = history.done(Kind.JOIN)
                .flatMap(join -> Optional.ofNullable(entries.get(join.answered("id"))).stream()
                        .map(entry -> new Joined(join, entry.number("seq"))))
                .toList();
        for (var first : joined) {
            for (var second : joined) {
                if (first.join().asked("performance").equals(second.join().asked("performance"))
                        && first.join().end().isBefore(second.join().begin())
                        && first.place() > second.place()) {
                    broken.add("%s came before %s and stands behind".formatted(first.join(), second.join()));
                }
            }
        }
    }

    /// Whoever did not answer an offer is not offered the same seats again.
    private static boolean hasLetPass(List<Row> offers, Row seats) {
        return offers.stream()
                .filter(offer -> offer.is("failure", "LAPSED"))
                .anyMatch(offer -> !Collections.disjoint(offer.texts("seats"), seats.texts("seats")));
    }

    /// Whether somebody had waited for a while, had no offer, and went on waiting.
    private static boolean waited(Row entry, List<Row> offers, Instant at) {
        var from = entry.moment("joined_at").orElseThrow();
        var until = entry.moment("ended_at").orElse(Instant.MAX);
        if (from.plus(SLACK).isAfter(at) || !until.isAfter(at)) {
            return false;
        }
        return offers.stream().noneMatch(offer -> {
            var made = offer.moment("offered_at").orElseThrow();
            var over = offer.moment("ended_at").orElse(Instant.MAX);
            var free = over.isAfter(Instant.MAX.minus(SLACK)) ? over : over.plus(SLACK);
            return !made.isAfter(at.plus(SLACK)) && free.isAfter(at);
        });
    }
}
