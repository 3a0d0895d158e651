package io.holdfast.waitlist.entry;

import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.id.OfferId;
import java.time.Instant;

/// Where an entry stands between joining and its ticket or end.
///
/// ```
///   ╭── seats gone, or missed for the first time ──╮
///   ▼                                              │
/// Waiting ───────────── offer ─────────────────▶ Offered ──ticket──▶ Served
///   │                                              │
///   ╰──leave, over──▶ Ended ◀──declined, missed again, leave
/// ```
///
/// Every state offers only the moves that are legal from it; an illegal move does not compile.
public sealed interface EntryState {

    /// In the line.
    ///
    /// @param hasMissed whether an offer went unanswered before
    record Waiting(boolean hasMissed) implements EntryState {
        public Offered offer(OfferId offer, Instant until) {
            return new Offered(offer, until, hasMissed);
        }
    }

    /// Seats are put aside for it.
    ///
    /// @param until exclusive
    record Offered(OfferId offer, Instant until, boolean hasMissed) implements EntryState {
        public Served ticket() {
            return new Served(offer);
        }

        public EntryState fail(OfferFailure failure) {
            return switch (failure) {
                case LAPSED -> hasMissed ? new Ended(EndReason.MISSED_TWICE) : new Waiting(true);
                case DECLINED -> new Ended(EndReason.DECLINED);
                case SEATS_GONE -> new Waiting(hasMissed);
            };
        }
    }

    /// It led to tickets.
    record Served(OfferId offer) implements EntryState {}

    record Ended(EndReason reason) implements EntryState {}
}
