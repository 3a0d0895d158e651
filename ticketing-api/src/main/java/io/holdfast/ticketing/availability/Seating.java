package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which seats a performance has, in the order of its seating plan.
final class Seating {

    private final List<SeatId> ids;
    private final Map<SeatId, Integer> ordinals;

    Seating(List<SeatId> ids) {
        this.ids = List.copyOf(ids);
        this.ordinals = HashMap.newHashMap(ids.size());
        for (var ordinal = 0; ordinal < ids.size(); ordinal++) {
            ordinals.put(ids.get(ordinal), ordinal);
        }
    }

    int capacity() {
        return ids.size();
    }

    SeatId id(int ordinal) {
        return ids.get(ordinal);
    }

    int ordinal(SeatId seat) {
        return ordinals.getOrDefault(seat, -1);
    }
}
