package io.holdfast.endtoend.rush;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// The hall as its plan shows it, and how people choose seats in it.
final class Hall {

    private record Seat(String id, String row) {}

    private final List<Seat> seats = new ArrayList<>();

    /// @param plan as `/api/performances/{performance}/plan` tells it
    Hall(JsonNode plan) {
        for (var section : plan.path("sections")) {
            var name = section.path("name").asText();
            for (var seat : section.path("seats")) {
                seats.add(new Seat(
                        seat.path(0).asText(), name + "/" + seat.path(4).asText()));
            }
        }
    }

    int size() {
        return seats.size();
    }

    /// The seat that a buyer with this number races for: one of the first ones.
    String raced(int seatsRaced, int number) {
        return seats.get(number % Math.min(seatsRaced, seats.size())).id();
    }

    /// Chooses among what is free. People like the front and like to sit together; when nothing together is left
    /// they take what there is, and fewer if there is not enough.
    ///
    /// @param states one letter per seat, `A` for free
    /// @return empty when nothing is free
    List<String> choose(String states, int wanted, boolean together, RandomGenerator chance) {
        if (together && wanted > 1) {
            var starts = new ArrayList<Integer>();
            for (var start = 0; start + wanted <= seats.size(); start++) {
                if (neighboursFree(states, start, wanted)) {
                    starts.add(start);
                }
            }
            if (!starts.isEmpty()) {
                var start = starts.get(towardsTheFront(starts.size(), chance));
                return seats.subList(start, start + wanted).stream()
                        .map(Seat::id)
                        .toList();
            }
        }
        var free = new ArrayList<String>();
        for (var i = 0; i < seats.size(); i++) {
            if (states.charAt(i) == 'A') {
                free.add(seats.get(i).id());
            }
        }
        var chosen = new ArrayList<String>();
        while (chosen.size() < wanted && !free.isEmpty()) {
            chosen.add(free.remove(towardsTheFront(free.size(), chance)));
        }
        return chosen;
    }

    private boolean neighboursFree(String states, int start, int wanted) {
        var row = seats.get(start).row();
        for (var i = start; i < start + wanted; i++) {
            if (states.charAt(i) != 'A' || !seats.get(i).row().equals(row)) {
                return false;
            }
        }
        return true;
    }

    private static int towardsTheFront(int choices, RandomGenerator chance) {
        var skewed = chance.nextDouble() * chance.nextDouble();
        return (int) (skewed * choices);
    }
}
