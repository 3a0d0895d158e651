package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// I4. The states of a performance's seats sum to its hall.
final class SeatsAddUp implements Invariant.Law {

    private static final Set<String> STATES =
            Set.of("AVAILABLE", "HELD", "PAYING", "SOLD", "RELEASED", "OFFERED", "BLOCKED");

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var seats = state.grouped("seat", "performance_id");
        for (var performance : state.table("performance")) {
            var there = seats.getOrDefault(performance.text("id"), List.of());
            var names = there.stream()
                    .filter(seat -> STATES.contains(seat.text("state")))
                    .map(seat -> seat.text("id"))
                    .distinct()
                    .count();
            if (names != performance.number("capacity") || there.size() != names) {
                broken.add("performance %s has %d seats in %d rows, and its hall %d"
                        .formatted(performance.text("id"), names, there.size(), performance.number("capacity")));
            }
        }
        return broken;
    }
}
