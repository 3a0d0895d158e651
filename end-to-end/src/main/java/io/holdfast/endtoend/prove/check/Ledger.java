package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// I7. Each transaction sums to zero; what the books say came in and went out is what the gateway says; a wallet is the
/// sum of its history; nobody is given back more than came in.
final class Ledger implements Invariant.Law {

    private static final List<String> TAKEN = List.of("CAPTURED", "LATE");

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        state.grouped("ledger_entry", "transaction_id").forEach((transaction, entries) -> {
            var sum = sum(entries, "amount");
            if (sum != 0) {
                broken.add("ledger transaction %s sums to %d".formatted(transaction, sum));
            }
        });
        orders(state, broken);
        gateway(state, broken);
        wallets(state, broken);
        return broken;
    }

    private static void orders(FinalState state, List<String> broken) {
        var entries = state.grouped("ledger_entry", "order_id");
        var payments = state.grouped("payment", "order_id");
        var cancellations = state.grouped("cancellation", "order_id");
        for (var order : state.table("orders")) {
            var id = order.text("id");
            var taken = payments.getOrDefault(id, List.of()).stream()
                    .filter(payment -> TAKEN.contains(payment.text("state")))
                    .mapToLong(payment -> payment.number("charged"))
                    .sum();
            var back = cancellations.getOrDefault(id, List.of());
            var owed = sum(back, "refund");
            var given = back.stream()
                    .filter(one -> one.is("refund_state", "SETTLED"))
                    .mapToLong(one -> one.number("refund"))
                    .sum();
            var booked = entries.getOrDefault(id, List.of()).stream()
                    .filter(entry -> entry.text("account").startsWith("gateway:") || entry.is("account", "points"))
                    .mapToLong(entry -> entry.number("amount"))
                    .sum();
            if (owed > taken) {
                broken.add("order %s is owed %d of the %d that were taken".formatted(id, owed, taken));
            }
            if (booked != taken - given) {
                broken.add("the ledger has %d of order %s, for which %d were taken and %d given back"
                        .formatted(booked, id, taken, given));
            }
        }
    }

    private static void gateway(FinalState state, List<String> broken) {
        var ours = new HashMap<String, Row>();
        state.table("payment").forEach(payment -> ours.put(payment.text("provider_payment"), payment));
        for (var theirs : state.table("gateway_payment")) {
            var payment = ours.get(theirs.text("paymentKey"));
            var captured = theirs.is("status", "DONE", "PARTIAL_CANCELED", "CANCELED");
            if (payment != null
                    && (captured != TAKEN.contains(payment.text("state"))
                            || captured && theirs.number("amount") != payment.number("charged"))) {
                broken.add("the gateway says %s, and we %s".formatted(theirs, payment));
            }
        }
        givenBack(state, ours, broken);
    }

    private static void givenBack(FinalState state, Map<String, Row> ours, List<String> broken) {
        var byOrder = new HashMap<String, Long>();
        for (var theirs : state.table("gateway_payment")) {
            var payment = ours.get(theirs.text("paymentKey"));
            if (payment != null && payment.has("order_id") && TAKEN.contains(payment.text("state"))) {
                byOrder.merge(payment.text("order_id"), theirs.number("amount") - theirs.number("balance"), Long::sum);
            }
        }
        var settled = new HashMap<String, Long>();
        for (var one : state.table("cancellation")) {
            if (one.is("refund_state", "SETTLED")) {
                settled.merge(one.text("order_id"), one.number("refund"), Long::sum);
            }
        }
        byOrder.forEach((order, given) -> {
            long said = settled.getOrDefault(order, 0L);
            if (given != said) {
                broken.add("the gateway gave %d back for order %s, and we say %d".formatted(given, order, said));
            }
        });
    }

    private static void wallets(FinalState state, List<String> broken) {
        var entries = state.grouped("point_entry", "customer_id");
        for (var wallet : state.table("wallet")) {
            var sum = sum(entries.getOrDefault(wallet.text("customer_id"), List.of()), "amount");
            if (sum != wallet.number("balance") || sum < 0) {
                broken.add("the wallet of %s has %d, and %d were booked"
                        .formatted(wallet.text("customer_id"), wallet.number("balance"), sum));
            }
        }
    }

    private static long sum(List<Row> rows, String column) {
        return rows.stream().mapToLong(row -> row.number(column)).sum();
    }
}
