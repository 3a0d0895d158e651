package io.holdfast.refund.refund;

import java.time.Instant;

/// Where a refund stands between being asked for and being done.
///
/// ```
/// Requested ──lease──▶ Sending ──settle──▶ Settled
///  │   ▲                │  │ ▲
///  │   ╰───try later────╯  │ ╰─ lease again, when the lease ran out
///  ╰───────── park ────────┴──▶ Parked
/// ```
///
/// Every state offers only the moves that are legal from it; an illegal move does not compile. Leasing is done in
/// the database, for many at once ([Refunds#lease]).
sealed interface RefundState {

    /// How often it has been sent.
    int tries();

    /// To be sent when it is due.
    record Requested(int tries, Instant due) implements RefundState {
        Parked park(String reason, Instant now) {
            return new Parked(tries, reason, now);
        }
    }

    /// Somebody is asking the gateway. When the lease ends without a word, the outcome is unclear and the next one
    /// may take it up.
    ///
    /// @param tries counts this one, and tells a worker that has overslept from the one that took over
    record Sending(int tries, Instant leaseEnds) implements RefundState {
        /// Whether it may have been done before.
        boolean isRepetition() {
            return tries > 1;
        }

        Settled settle(String providerRefund, Instant at) {
            return new Settled(tries, providerRefund, at);
        }

        Requested tryLater(Instant due) {
            return new Requested(tries, due);
        }

        Parked park(String reason, Instant now) {
            return new Parked(tries, reason, now);
        }
    }

    /// The gateway has confirmed it.
    record Settled(int tries, String providerRefund, Instant at) implements RefundState {}

    /// Waits for a person.
    record Parked(int tries, String reason, Instant at) implements RefundState {}
}
