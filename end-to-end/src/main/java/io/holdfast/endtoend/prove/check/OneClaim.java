package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// I1. Two people were never told at one time that a seat is theirs, and the books do not say so either.
final class OneClaim implements Invariant.Law {

    /// A hold as its owner knows it.
    ///
    /// @param until for sure nobody else's, if its owner has not given it up
    private record Claim(Operation hold, String id, String seat, Instant until) {}

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        seenTwice(history, broken);
        ticketsAndSeats(state, broken);
        return broken;
    }

    /// By what people were told alone. A claim that may have ended, since its owner gave it up or may have, counts no
    /// more from when they began to.
    private static void seenTwice(History history, List<String> broken) {
        var givenUp = givenUp(history);
        var bought = bought(history);
        var bySeat = new HashMap<String, List<Claim>>();
        history.done(Kind.HOLD).forEach(hold -> {
            var id = hold.answered("id");
            var until = bought.containsKey(id) ? Instant.MAX : Instant.parse(hold.answered("until"));
            var ends = givenUp.getOrDefault(id, Instant.MAX);
            StreamSupport.stream(hold.asked().path("seats").spliterator(), false)
                    .forEach(seat -> bySeat.computeIfAbsent(
                                    hold.asked("performance") + " " + seat.asText(), _ -> new ArrayList<>())
                            .add(new Claim(hold, id, seat.asText(), ends.isBefore(until) ? ends : until)));
        });
        for (var claims : bySeat.values()) {
            for (var first : claims) {
                for (var second : claims) {
                    if (!first.id().equals(second.id())
                            && first.hold().end().isBefore(second.hold().begin())
                            && second.hold().end().isBefore(first.until())) {
                        broken.add("seat %s was given to hold %s while hold %s had it"
                                .formatted(first.seat(), second.id(), first.id()));
                    }
                }
            }
        }
    }

    /// When somebody first said, perhaps in vain, that they give a hold or what was bought with it up.
    private static Map<String, Instant> givenUp(History history) {
        var first = new HashMap<String, Instant>();
        history.all(Kind.RELEASE).forEach(release -> earliest(first, release.asked("hold"), release.begin()));
        history.all(Kind.CANCEL).forEach(cancel -> earliest(first, cancel.asked("hold"), cancel.begin()));
        return first;
    }

    private static void earliest(Map<String, Instant> first, String hold, Instant at) {
        first.merge(hold, at, (one, other) -> one.isBefore(other) ? one : other);
    }

    private static Map<String, Operation> bought(History history) {
        var bought = new HashMap<String, Operation>();
        history.operations().stream()
                .filter(operation -> (operation.kind() == Kind.CONFIRM || operation.kind() == Kind.PAY)
                        && operation.ok()
                        && operation.answered("state").equals("CAPTURED"))
                .forEach(operation -> bought.put(operation.asked("hold"), operation));
        return bought;
    }

    private static void ticketsAndSeats(FinalState state, List<String> broken) {
        var owners = new HashMap<String, String>();
        var seats = new HashMap<String, Row>();
        state.table("seat").forEach(seat -> seats.put(seat.text("performance_id") + " " + seat.text("id"), seat));
        for (var ticket : state.table("ticket")) {
            if (!ticket.is("state", "VALID")) {
                continue;
            }
            var name = ticket.text("performance_id") + " " + ticket.text("seat_id");
            var other = owners.put(name, ticket.text("id"));
            if (other != null) {
                broken.add("seat %s has the valid tickets %s and %s"
                        .formatted(ticket.text("seat_id"), other, ticket.text("id")));
            }
            var seat = seats.get(name);
            if (seat == null
                    || !seat.is("state", "SOLD")
                    || !seat.text("order_id").equals(ticket.text("order_id"))) {
                broken.add("ticket %s of order %s is valid, and its seat is %s"
                        .formatted(ticket.text("id"), ticket.text("order_id"), seat));
            }
        }
        seats.forEach((name, seat) -> {
            if (seat.is("state", "SOLD") && !owners.containsKey(name)) {
                broken.add("seat %s is sold to order %s, and no ticket for it is valid"
                        .formatted(seat.text("id"), seat.text("order_id")));
            }
        });
    }
}
