package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;

/// A way to pay: a payment gateway and a method. No card data ever reaches us; the gateway's own page asks for it.
interface Channel {

    /// E.g. `simulator-card`.
    String name();

    /// Opens a payment at the gateway. Nothing is charged yet.
    Opening open(PaymentId payment, OrderId order, String title, Money amount);

    /// Takes the money. May be repeated: the payment's id is the gateway's idempotency key.
    Answer confirm(PaymentId payment, OrderId order, String providerPayment, Money amount);

    /// Asks what has become of it, changing nothing.
    Answer query(String providerPayment);

    /// What may come of opening.
    sealed interface Opening {
        /// @param page where the customer pays
        record Opened(String providerPayment, String page) implements Opening {}

        /// The gateway did not answer, or said no.
        record Unavailable() implements Opening {}
    }

    /// What may come of asking for money.
    sealed interface Answer {
        record Charged(Money amount) implements Answer {}

        /// @param code the gateway's
        record Declined(String code) implements Answer {}

        /// Not charged so far, and may still be.
        record NotYet() implements Answer {}

        /// Nobody knows; asking again will tell.
        record Unknown() implements Answer {}
    }
}
