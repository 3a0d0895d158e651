package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;

/// I6. Whatever the gateway has taken ends in seats or points, or goes back in full.
final class LateMoney implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var payments = state.grouped("payment", "provider_payment");
        for (var taken : state.table("gateway_payment")) {
            if (!taken.is("status", "DONE", "PARTIAL_CANCELED", "CANCELED")) {
                continue;
            }
            var payment = payments.getOrDefault(taken.text("paymentKey"), List.of()).stream()
                    .findFirst()
                    .orElse(null);
            if (payment == null || !payment.is("state", "CAPTURED")) {
                if (taken.number("balance") != 0) {
                    broken.add("the gateway keeps %d of %s, which is %s here"
                            .formatted(
                                    taken.number("balance"),
                                    taken,
                                    payment == null ? "not known" : payment.text("state")));
                }
            }
        }
        for (var payment : state.table("payment")) {
            if (payment.is("state", "LATE")) {
                var owed = state.table("cancellation").stream()
                        .filter(one -> one.is("cause", "LATE_CAPTURE")
                                && one.text("order_id").equals(payment.text("order_id")))
                        .mapToLong(one -> one.number("refund"))
                        .sum();
                if (owed < payment.number("charged")) {
                    broken.add("%d came too late by payment %s, and %d of it is owed back"
                            .formatted(payment.number("charged"), payment.text("id"), owed));
                }
            }
        }
        return broken;
    }
}
