package io.holdfast.refund.refund;

import io.holdfast.contracts.id.RefundId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where a refund stands between being asked for and being done.
///
/// ```
/// NeedsApproval ──approve──╮
///                          ▼
/// AwaitingAccount ─go on▶ Requested ──lease──▶ Sending ──settle──▶ Settled
///  │        ▲              │  ▲  ▲              │ │ ▲                 ▲
///  │        │              │  │  ╰──try later───╯ │ ╰─ lease again,   │
///  │        ╰──────────────┼──┼──await account────┤    when the lease │
///  │                       │  │                   │    has ended      │
///  │                      park retry              park                │
///  │                       ▼  │                   │                   │
///  │                      Parked ◀────────────────╯                   │
///  ╰──────propose──╮       │  ▲                                       │
///                  ▼       ▼  │                                       │
///                 Proposed ───╯ refuse ──confirm──────────────────────╯
/// ```
///
/// Every state offers only the moves that are legal from it; an illegal move does not compile. Leasing is done in
/// the database, for many at once ([Refunds#lease]). A gateway's late answer that the money has gone back settles a
/// refund wherever it waits.
sealed interface RefundState {

    /// How often it has been sent.
    int tries();

    /// To be sent when it is due.
    record Requested(int tries, Instant due) implements RefundState {
        Parked park(String reason, Instant now) {
            return new Parked(tries, reason, now);
        }
    }

    /// Somebody is asking the gateway. When the lease ends without a word, because its time is over or its [Holder] is
    /// dead, the outcome is unclear and the next one may take it up.
    ///
    /// @param tries counts this one, and tells a worker that has overslept from the one that took over
    /// @param before how many there had been when a person let it go on; 0 when nobody had to
    record Sending(int tries, int before, Instant leaseEnds) implements RefundState {
        /// Whether it may have been done before.
        boolean isRepetition() {
            return tries > 1;
        }

        /// This one's number since it last was a person's.
        int inARow() {
            return tries - before;
        }

        Settled settle(String providerRefund, Instant at) {
            return new Settled(tries, providerRefund, at, null);
        }

        Requested tryLater(Instant due) {
            return new Requested(tries, due);
        }

        Parked park(String reason, Instant now) {
            return new Parked(tries, reason, now);
        }

        AwaitingAccount awaitAccount(String reason, Instant now) {
            return new AwaitingAccount(tries, reason, now);
        }
    }

    /// It has gone back.
    ///
    /// @param byHand who says so, if it was not the gateway
    record Settled(
            int tries,
            String providerRefund,
            Instant at,
            @Nullable ByHand byHand) implements RefundState {}

    /// @param reference where the transfer is found
    record ByHand(String proposedBy, String reference, String confirmedBy) {}

    /// Waits for a person.
    record Parked(int tries, String reason, Instant at) implements RefundState {
        Requested retry(Instant now) {
            return new Requested(tries, now);
        }

        Proposed propose(String by, String reference) {
            return new Proposed(tries, reason, at, by, reference);
        }
    }

    /// Somebody says that it was settled by hand; somebody else has to say so too.
    record Proposed(int tries, String reason, Instant at, String by, String reference) implements RefundState {
        /// @param other not [#by]
        Settled confirm(RefundId refund, String other, Instant now) {
            return new Settled(tries, "by-hand-" + refund, now, new ByHand(by, reference, other));
        }

        Parked refuse() {
            return new Parked(tries, reason, at);
        }
    }

    /// The gateway gives back to an account only, and waits for the customer to name one.
    record AwaitingAccount(int tries, String reason, Instant at) implements RefundState {
        Requested goOn(Instant now) {
            return new Requested(tries, now);
        }

        Proposed propose(String by, String reference) {
            return new Proposed(tries, reason, at, by, reference);
        }
    }

    /// So much that somebody besides the customer has to want it.
    record NeedsApproval(Instant at) implements RefundState {
        @Override
        public int tries() {
            return 0;
        }

        Requested approve(Instant now) {
            return new Requested(0, now);
        }
    }
}
