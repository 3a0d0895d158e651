package io.holdfast.ticketing.seat;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.ReleaseId;
import java.time.Instant;

/// Where a seat stands between going on sale and somebody sitting on it.
///
/// ```
///                ╭─────────── declined ───────────╮
///                ▼                                │
/// Available ─hold▶ Held ──────────confirm──────▶ Paying ──captured──▶ Sold
///   ▲  ▲            │                            ▲  │                  │
///   │  ╰─── lapse ──╯                  confirm ──╯  │ declined       cancel
///   │                                     │         ▼                  ▼
///   │                                  Offered ◀────┴── offer ──── Released
///   │                                     ╰── lapse, decline ──────▶ │
///   ╰──────────────────────── public time has come ──────────────────╯
/// ```
///
/// A released seat's public time is the end of the waitlist's first word and a random delay; nobody wanting it brings
/// it nearer. Blocked seats are put aside by staff, or belong to a performance that was called off. The table's check
/// constraint tells the same story. A lapsed `Held` and a `Released` whose public time has come count as available,
/// swept or not; a `Paying` seat waits for the payment
public sealed interface SeatState {

    record Available() implements SeatState {
        public Held hold(HoldId hold, Instant until) {
            return new Held(hold, until);
        }

        public Blocked block() {
            return new Blocked();
        }
    }

    /// @param until exclusive; from then on it counts as available
    record Held(HoldId hold, Instant until) implements SeatState {
        public Paying confirm(OrderId order) {
            return new Paying(hold, order, until);
        }

        public Available lapse() {
            return new Available();
        }
    }

    /// A capture may be in flight: nobody else gets the seat before the answer is known.
    record Paying(HoldId hold, OrderId order, Instant until) implements SeatState {
        public Sold captured() {
            return new Sold(order);
        }

        public Held declined() {
            return new Held(hold, until);
        }
    }

    record Sold(OrderId order) implements SeatState {
        public Released cancel(ReleaseId release, Instant publicAt) {
            return new Released(release, publicAt);
        }
    }

    /// Free again, and the waitlist has the first word on it until its public time.
    record Released(ReleaseId release, Instant publicAt) implements SeatState {
        public Offered offer(OfferId offer, Instant until) {
            return new Offered(offer, until);
        }

        /// Nobody on the waitlist wants it: its public time comes sooner, never later.
        public Released unwanted(Instant sooner) {
            return new Released(release, sooner.isBefore(publicAt) ? sooner : publicAt);
        }

        public Available goOnSale() {
            return new Available();
        }
    }

    record Offered(OfferId offer, Instant until) implements SeatState {
        public Paying confirm(OrderId order) {
            return new Paying(new HoldId(offer.value()), order, until);
        }

        public Released lapse(ReleaseId release, Instant publicAt) {
            return new Released(release, publicAt);
        }
    }

    record Blocked() implements SeatState {
        public Available unblock() {
            return new Available();
        }
    }
}
