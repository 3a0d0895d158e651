package io.holdfast.waitlist.offer;

import io.holdfast.contracts.event.SalesEvent.OfferFailure;

/// Where an offer stands.
///
/// ```
/// Open ──tickets issued──▶ Taken
///  ╰──lapsed, declined, seats gone──▶ Failed
/// ```
sealed interface OfferState {

    record Open() implements OfferState {
        Taken take() {
            return new Taken();
        }

        Failed fail(OfferFailure failure) {
            return new Failed(failure);
        }
    }

    record Taken() implements OfferState {}

    record Failed(OfferFailure failure) implements OfferState {}
}
