package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// I13. Whoever asks again under the same key hears the same.
final class SameAnswer implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var first = new HashMap<String, Operation>();
        history.operations().stream()
                .filter(operation -> operation.ok() && operation.kind() != Kind.REPEAT)
                .forEach(operation -> first.put(operation.client() + " " + operation.key(), operation));
        history.all(Kind.REPEAT).forEach(repeat -> {
            var done = first.get(repeat.client() + " " + repeat.key());
            if (done != null && repeat.ok() && !repeat.answer().equals(done.answer())) {
                broken.add("%s was answered with %s and then with %s".formatted(done, done.answer(), repeat.answer()));
            }
            if (done != null && repeat.outcome() == Operation.Outcome.REFUSED) {
                broken.add("%s was answered with %s and then refused: %s"
                        .formatted(done, done.answer(), repeat.problem()));
            }
        });
        return broken;
    }
}
