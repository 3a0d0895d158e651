package io.holdfast.endtoend.prove.check;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;

/// I5. By the database's clock: money was asked for before the hold had ended, and from then until the answer was known
/// nobody else was given its seats.
final class InTime implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var holds = state.byId("hold");
        var orders = state.byId("orders");
        var onSeat = new HashMap<String, List<Row>>();
        for (var hold : state.table("hold")) {
            hold.texts("seats").forEach(seat -> onSeat.computeIfAbsent(
                            hold.text("performance_id") + " " + seat, _ -> new ArrayList<>())
                    .add(hold));
        }
        for (var payment : state.table("payment")) {
            var order = orders.get(payment.text("order_id"));
            var hold = order == null ? null : holds.get(order.text("hold_id"));
            var asked = payment.moment("asked_at");
            if (hold == null || asked.isEmpty()) {
                continue;
            }
            if (payment.is("state", "CAPTURED")
                    && !asked.get().isBefore(hold.moment("until").orElse(Instant.MAX))) {
                broken.add("payment %s was asked for at %s, its hold had ended at %s"
                        .formatted(payment.text("id"), asked.get(), hold.text("until")));
            }
            var answered = payment.moment("ended_at").orElse(Instant.MAX);
            var others = hold.texts("seats").stream()
                    .flatMap(seat -> onSeat.getOrDefault(hold.text("performance_id") + " " + seat, List.of()).stream())
                    .filter(other -> !other.text("id").equals(hold.text("id")))
                    .filter(other ->
                            within(asked.get(), other.moment("placed_at").orElse(Instant.MAX), answered))
                    .map(other -> other.text("id"))
                    .distinct()
                    .toList();
            if (payment.is("state", "CAPTURED", "DECLINED", "CONFIRMING", "UNKNOWN") && !others.isEmpty()) {
                broken.add("while payment %s was in flight, from %s to %s, its seats were given to holds %s"
                        .formatted(payment.text("id"), asked.get(), answered, Set.copyOf(others)));
            }
        }
        return broken;
    }

    private static boolean within(Instant from, Instant at, Instant until) {
        return at.isAfter(from) && at.isBefore(until);
    }
}
