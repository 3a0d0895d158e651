package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;

/// I10. When everybody has gone and everything works again, nothing stays half done.
final class EverythingEnds implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        open(state, "hold", "state", List.of("ACTIVE"), broken);
        open(state, "payment", "state", List.of("CONFIRMING", "UNKNOWN"), broken);
        open(state, "cancellation", "refund_state", List.of("REQUESTED", "PARKED"), broken);
        open(state, "refund", "state", List.of("REQUESTED", "SENDING", "PARKED"), broken);
        open(state, "waitlist_offer", "state", List.of("OPEN"), broken);
        return broken;
    }

    private static void open(FinalState state, String table, String column, List<String> open, List<String> broken) {
        state.table(table).stream()
                .filter(row -> open.contains(row.text(column)))
                .forEach(row -> broken.add("%s %s is still %s".formatted(table, row.text("id"), row.text(column))));
    }
}
