package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// I3. Whatever the books hold, somebody asked for it and was not refused; and once for each time they asked.
final class NothingUnasked implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var holds = made(history, state, Kind.HOLD);
        state.table("hold").stream()
                .filter(hold -> !hold.has("offer_id") && !holds.contains(hold.text("id")))
                .forEach(hold -> broken.add("nobody asked for hold " + hold));
        var offers = ids(state.table("waitlist_offer"), "id");
        state.table("hold").stream()
                .filter(hold -> hold.has("offer_id") && !offers.contains(hold.text("offer_id")))
                .forEach(hold -> broken.add("the waitlist has not offered hold " + hold));
        var ordered = perhaps(history, Kind.ORDER, order -> order.asked("hold"));
        state.table("orders").stream()
                .filter(order -> !ordered.contains(order.text("hold_id")))
                .forEach(order -> broken.add("nobody asked for order " + order));
        var paying = perhaps(history, Kind.PAY, pay -> pay.asked("order"));
        state.table("payment").stream()
                .filter(payment -> payment.has("order_id") && !paying.contains(payment.text("order_id")))
                .forEach(payment -> broken.add("nobody asked to pay " + payment));
        agreedTo(history, state, broken);
        var cancelled = made(history, state, Kind.CANCEL);
        state.table("cancellation").stream()
                .filter(one -> one.is("cause", "CUSTOMER") && !cancelled.contains(one.text("id")))
                .forEach(one -> broken.add("nobody asked for cancellation " + one));
        var owed = ids(state.table("cancellation"), "refund_id");
        state.table("refund").stream()
                .filter(refund -> !owed.contains(refund.text("id")))
                .forEach(refund -> broken.add("nobody is owed refund " + refund));
        state.table("gateway_cancel").stream()
                .filter(cancel -> !owed.contains(cancel.text("key")))
                .forEach(cancel -> broken.add("the gateway gave back what nobody is owed: " + cancel));
        var joined = made(history, state, Kind.JOIN);
        state.table("entry").stream()
                .filter(entry -> !joined.contains(entry.text("id")))
                .forEach(entry -> broken.add("nobody asked for entry " + entry));
        return broken;
    }

    /// The gateway took nobody's money who had not said yes.
    private static void agreedTo(History history, FinalState state, List<String> broken) {
        var agreed = history.all(Kind.CONFIRM)
                .map(confirm -> confirm.asked("paymentKey"))
                .collect(Collectors.toSet());
        state.table("gateway_payment").stream()
                .filter(payment -> payment.is("status", "DONE", "PARTIAL_CANCELED", "CANCELED"))
                .filter(payment -> !agreed.contains(payment.text("paymentKey")))
                .forEach(payment -> broken.add("nobody said yes to " + payment));
    }

    /// The ids of what was made under the keys that were sent: told in the answer, or, where nobody was told, written
    /// down beside the key. What else there is was made a second time.
    private static Set<String> made(History history, FinalState state, Kind kind) {
        var ids = history.done(kind).map(done -> done.answered("id")).collect(Collectors.toCollection(HashSet::new));
        var unsure = history.all(kind)
                .filter(operation -> operation.outcome() == Operation.Outcome.UNKNOWN)
                .map(Operation::key)
                .collect(Collectors.toSet());
        for (var recorded : state.table("idempotency_key")) {
            if (unsure.contains(recorded.text("key"))) {
                ids.add(recorded.text("made"));
            }
        }
        return ids;
    }

    private static Set<String> perhaps(History history, Kind kind, Function<Operation, String> what) {
        return history.all(kind).filter(Operation::perhaps).map(what).collect(Collectors.toSet());
    }

    private static Set<String> ids(List<Row> rows, String column) {
        return rows.stream()
                .flatMap(row -> row.has(column) ? Stream.of(row.text(column)) : Stream.empty())
                .collect(Collectors.toSet());
    }
}
