package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// I13. Whoever asks again under the same key hears the same.
///
/// One exception is known: a hold that is over may be answered with `SEATS_TAKEN` instead, for a second, while this
/// process remembers that somebody else has the seats. The seats are theirs; nothing is done twice.
final class SameAnswer implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var first = new HashMap<String, Operation>();
        history.operations().stream()
                .filter(operation -> operation.ok() && operation.kind() != Kind.REPEAT)
                .forEach(operation -> first.put(operation.client() + " " + operation.key(), operation));
        var holds = state.byId("hold");
        history.all(Kind.REPEAT).forEach(repeat -> {
            var done = first.get(repeat.client() + " " + repeat.key());
            if (done != null && repeat.ok() && !repeat.answer().equals(done.answer())) {
                broken.add("%s was answered with %s and then with %s".formatted(done, done.answer(), repeat.answer()));
            }
            if (done != null && repeat.outcome() == Operation.Outcome.REFUSED && !isOver(done, repeat, holds)) {
                broken.add("%s was answered with %s and then refused: %s"
                        .formatted(done, done.answer(), repeat.problem()));
            }
        });
        return broken;
    }

    private static boolean isOver(Operation done, Operation repeat, Map<String, Row> holds) {
        var hold = holds.get(done.answered("id"));
        return done.kind() == Kind.HOLD
                && repeat.problem().equals("SEATS_TAKEN")
                && hold != null
                && !hold.is("state", "ACTIVE")
                && hold.moment("ended_at").isPresent();
    }
}
