package io.holdfast.endtoend.prove.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// I2. Whatever somebody was told is done can be found, and says the same.
final class NothingLost implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var holds = state.byId("hold");
        var orders = state.byId("orders");
        var payments = state.byId("payment");
        history.done(Kind.HOLD).forEach(done -> {
            var hold = holds.get(done.answered("id"));
            if (hold == null
                    || !Set.copyOf(hold.texts("seats"))
                            .equals(texts(done.asked().path("seats")))) {
                broken.add(lost(done, hold));
            }
        });
        history.done(Kind.RELEASE).forEach(done -> {
            var hold = holds.get(done.asked("hold"));
            if (hold == null || hold.is("state", "ACTIVE", "BOUGHT")) {
                broken.add(lost(done, hold));
            }
        });
        history.done(Kind.ORDER).forEach(done -> {
            var order = orders.get(done.answered("id"));
            if (order == null || !order.text("hold_id").equals(done.asked("hold"))) {
                broken.add(lost(done, order));
            }
        });
        history.done(Kind.PAY).forEach(done -> payment(done, done.answered("id"), payments, orders, broken));
        history.done(Kind.TOP_UP).forEach(done -> payment(done, done.answered("id"), payments, orders, broken));
        history.done(Kind.CONFIRM).forEach(done -> payment(done, done.asked("payment"), payments, orders, broken));
        var cancellations = state.byId("cancellation");
        history.done(Kind.CANCEL).forEach(done -> {
            var cancellation = cancellations.get(done.answered("id"));
            var promised =
                    done.answer().path("refund").path("amount").path("amount").asLong();
            if (cancellation == null || cancellation.number("refund") != promised) {
                broken.add(lost(done, cancellation));
            }
        });
        var entries = state.byId("entry");
        history.done(Kind.JOIN).forEach(done -> {
            if (!entries.containsKey(done.answered("id"))) {
                broken.add(lost(done, null));
            }
        });
        history.done(Kind.ACCEPT).forEach(done -> {
            var hold = holds.get(done.answered("hold"));
            if (hold == null || !hold.has("accepted_at")) {
                broken.add(lost(done, hold));
            }
        });
        topUps(history, state, broken);
        var tickets = state.byId("ticket");
        history.done(Kind.ENTER)
                .filter(done -> done.answered("verdict").equals("ENTERED"))
                .forEach(done -> {
                    var ticket = tickets.get(done.asked("ticket"));
                    if (ticket == null || !ticket.text("entered_scan").equals(done.asked("scan"))) {
                        broken.add(lost(done, ticket));
                    }
                });
        return broken;
    }

    /// A payment that came to nothing may still be captured later, and then is given back; one that was captured stays
    /// so.
    private static void payment(
            Operation done, String id, Map<String, Row> payments, Map<String, Row> orders, List<String> broken) {
        var payment = payments.get(id);
        if (payment == null) {
            broken.add(lost(done, null));
            return;
        }
        var told = done.answered("state");
        if (List.of("CAPTURED", "LATE").contains(told) && !payment.is("state", told)) {
            broken.add(lost(done, payment));
        }
        if (told.equals("CAPTURED") && payment.has("order_id")) {
            var order = orders.get(payment.text("order_id"));
            if (order == null || !order.is("state", "PAID", "PARTLY_CANCELLED", "CANCELLED")) {
                broken.add(lost(done, order));
            }
        }
    }

    private static void topUps(History history, FinalState state, List<String> broken) {
        var credited = state.table("point_entry").stream()
                .filter(entry -> entry.is("reason", "TOP_UP"))
                .map(entry -> entry.text("reference"))
                .collect(Collectors.toSet());
        var topUps = history.all(Kind.TOP_UP).map(one -> one.answered("id")).collect(Collectors.toSet());
        history.done(Kind.CONFIRM)
                .filter(done -> topUps.contains(done.asked("payment")))
                .filter(done -> done.answered("state").equals("CAPTURED"))
                .filter(done -> !credited.contains(done.asked("payment")))
                .forEach(done -> broken.add(
                        "top-up %s was paid for, and the wallet has nothing of it".formatted(done.asked("payment"))));
    }

    private static String lost(Operation done, @org.jspecify.annotations.Nullable Row found) {
        return "%s was answered with %s; found: %s".formatted(done, done.answer(), found == null ? "nothing" : found);
    }

    static Set<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
    }
}
