package io.holdfast.ticketing.cancellation;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A performance that is to be called off, from the proposal until everybody has been given everything back.
///
/// ```
/// Proposed ──confirm, by another person──▶ UnderWay ──everything given back──▶ Finished
///    ├── withdraw, or a newer proposal ──▶ Withdrawn
///    ╰── its time is over ──▶ Expired
/// ```
///
/// @param totals what it came to when it was proposed
/// @param confirmed empty until it is
/// @param finishedAt when nothing was left to be given back
record CallingOff(
        UUID proposal,
        PerformanceId performance,
        State state,
        String reason,
        Totals totals,
        String proposedBy,
        Instant proposedAt,
        Instant expiresAt,
        Optional<Confirmed> confirmed,
        Optional<Instant> finishedAt) {

    enum State {
        PROPOSED,
        EXPIRED,
        WITHDRAWN,
        UNDER_WAY,
        FINISHED
    }

    /// @param totals what it came to at that moment
    record Confirmed(String by, Instant at, Totals totals) {}

    /// What calling off comes to at one moment.
    ///
    /// @param orders of which something is to be given back, and `tickets`: that are valid
    /// @param coupons that can be used again afterwards
    /// @param refunds that go back by each way to pay, in each currency
    /// @param holds that end, and `offers` of the waitlist
    /// @param paymentsInFlight that end in a full refund if they are charged
    /// @param basis names the orders this was computed from: their ids, states and what is owed to them, as SHA-256
    @RegisterForReflection
    record Totals(
            long orders,
            long tickets,
            long coupons,
            List<ByChannel> refunds,
            long holds,
            long offers,
            long paymentsInFlight,
            String basis) {}

    /// @param refund all of it, `serviceFee` and `deliveryFee` included
    @RegisterForReflection
    record ByChannel(String channel, long orders, long tickets, Money refund, Money serviceFee, Money deliveryFee) {}

    /// How far it has got.
    ///
    /// @param ordersDone of which everything has been given back, and `ordersTotal`: those and what is left
    /// @param lateCaptures payments that were charged after all and go back in full
    /// @param waitingForAPerson refunds that do not go through by themselves
    /// @param seatsLeft that somebody still has, or that wait for a payment's answer
    /// @param refunds owed because of it and given back, in each currency
    @RegisterForReflection
    record Progress(
            long ordersDone,
            long ordersTotal,
            long ticketsCancelled,
            long lateCaptures,
            long waitingForAPerson,
            long seatsLeft,
            List<InCurrency> refunds) {}

    @RegisterForReflection
    record InCurrency(Money owed, Money givenBack) {}
}
