package io.holdfast.ticketing.channel;

import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.ticketing.channel.Gateway.SavedKey;
import java.util.Optional;

/// What a gateway is asked to take.
///
/// @param payment also the idempotency key, and the order's number at gateways that want one for each try
/// @param reference what is paid for, in our words
/// @param title what is paid for, in the customer's words
/// @param method the second part of the channel's name, e.g. `card`
/// @param providerPayment its name at the gateway; [#UNOPENED] while it has none
/// @param saved the saved way to pay that is charged, instead of a page the customer has answered
public record Charge(
        PaymentId payment,
        String reference,
        String title,
        Money amount,
        String method,
        String providerPayment,
        Optional<SavedKey> saved) {

    /// Before the name of a payment that the gateway has not named yet.
    public static final String UNOPENED = "unopened:";

    public static String unopened(PaymentId payment) {
        return UNOPENED + payment;
    }

    boolean isUnopened() {
        return providerPayment.startsWith(UNOPENED);
    }

    /// The title cut to what a gateway takes.
    String title(int most) {
        return title.length() > most ? title.substring(0, most) : title;
    }
}
