package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// I15. Of all scans of a ticket one lets in.
final class EntersOnce implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var entered = new HashMap<String, String>();
        history.done(Kind.ENTER)
                .filter(done -> done.answered("verdict").equals("ENTERED"))
                .forEach(done -> {
                    var before = entered.put(done.asked("ticket"), done.asked("scan"));
                    if (before != null && !before.equals(done.asked("scan"))) {
                        broken.add("ticket %s was let in by scans %s and %s"
                                .formatted(done.asked("ticket"), before, done.asked("scan")));
                    }
                });
        var scans = new HashMap<String, String>();
        for (var scan : state.table("scan")) {
            if (scan.is("verdict", "ENTERED")) {
                var before = scans.put(scan.text("ticket_id"), scan.text("id"));
                if (before != null) {
                    broken.add("ticket %s has entered by scans %s and %s"
                            .formatted(scan.text("ticket_id"), before, scan.text("id")));
                }
            }
        }
        return broken;
    }
}
