package io.holdfast.ticketing.offer;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/// An offer that is to be paid without the customer. Its order and its payment are named after it, so that doing any of
/// it again is doing the same.
///
/// @param method the saved way to pay; empty for points
/// @param waited seconds since the offer was heard of, by the database's clock
record AutomaticPayment(
        OfferId offer, PerformanceId performance, CustomerId customer, Optional<UUID> method, double waited) {

    /// ```
    /// Running ──captured──▶ Paid
    ///    ╰──── anything else that is certain ──▶ Failed (the offer goes on)
    /// ```
    enum AutomaticState {
        RUNNING,
        PAID,
        FAILED
    }

    /// Why it was not paid by itself.
    enum AutomaticFailure {
        /// The bank or the payment company said no.
        DECLINED,
        NOT_ENOUGH_POINTS,
        /// There is no consent: never given for this, or taken back before the charge began.
        CONSENT_WITHDRAWN,
        /// The payment company did not answer for so long that we stopped waiting.
        CHANNEL_DOWN,
        /// We do not know how to reach the customer.
        NO_CONTACT,
        /// The show does not sell this way.
        NOT_OFFERED,
        /// The money came after the seats were gone; all of it goes back.
        TOO_LATE,
        /// The customer has taken the seats by hand.
        BY_HAND,
        /// The customer said no, or the time was over, before anything was charged.
        OFFER_ENDED;

        /// Whether there is anything left for the customer to do that they do not know of.
        boolean isNews() {
            return this != BY_HAND && this != OFFER_ENDED;
        }
    }

    OrderId order() {
        return orderOf(offer);
    }

    PaymentId payment() {
        return paymentOf(offer);
    }

    static OrderId orderOf(OfferId offer) {
        return new OrderId(offer.value());
    }

    static PaymentId paymentOf(OfferId offer) {
        return new PaymentId(
                UUID.nameUUIDFromBytes(("automatic payment of offer " + offer).getBytes(StandardCharsets.UTF_8)));
    }
}
