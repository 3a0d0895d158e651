package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;

/// I8. Whoever is owed money is given it once: at the gateway under the refund's own key, or in their wallet.
final class EachRefundOnce implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var byKey = state.grouped("gateway_cancel", "key");
        var credits = state.table("point_entry").stream()
                .filter(entry -> entry.is("reason", "REFUND"))
                .toList();
        for (var owed : state.table("cancellation")) {
            if (!owed.has("refund_id")) {
                continue;
            }
            var id = owed.text("refund_id");
            var atGateway = byKey.getOrDefault(id, List.of());
            var inWallet = credits.stream()
                    .filter(entry -> entry.text("reference").equals(id))
                    .toList();
            var given = atGateway.size() + inWallet.size();
            var amount = sum(atGateway) + sum(inWallet);
            if (owed.is("refund_state", "SETTLED") && (given != 1 || amount != owed.number("refund"))) {
                broken.add("refund %s of %d was given %d times, %d in all"
                        .formatted(id, owed.number("refund"), given, amount));
            }
        }
        state.grouped("gateway_cancel", "payment").forEach((payment, cancels) -> {
            var keys = cancels.stream()
                    .map(cancel -> cancel.text("key"))
                    .distinct()
                    .count();
            var known = cancels.stream()
                    .filter(cancel -> state.find("cancellation", "refund_id", cancel.text("key"))
                            .isPresent())
                    .count();
            if (keys != cancels.size() || known != cancels.size()) {
                broken.add("payment %s was given back by %s".formatted(payment, cancels));
            }
        });
        return broken;
    }

    private static long sum(List<Row> rows) {
        return rows.stream().mapToLong(row -> row.number("amount")).sum();
    }
}
