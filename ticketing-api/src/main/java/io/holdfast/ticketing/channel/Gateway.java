package io.holdfast.ticketing.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One payment gateway.
///
/// Money moves in two steps: [#open] leads the customer to the gateway's own page, where nothing is charged;
/// [#confirm] takes the money. Nothing here throws because a gateway is away or says no.
public interface Gateway {

    /// The first part of its channels' names, e.g. `toss`.
    String name();

    /// Whether there is a key for it. A gateway without one is off.
    boolean isOn();

    /// Whether it takes money by this method and in this currency.
    boolean takes(String method, Currency currency);

    /// Opens a payment. Nothing is charged yet.
    ///
    /// @param back where the gateway sends the customer afterwards
    Opening open(Charge charge, String back);

    /// Takes the money. May be repeated: the payment's id is the gateway's idempotency key.
    Answer confirm(Charge charge);

    /// Asks what has become of it, changing nothing.
    Answer query(Charge charge);

    /// What the gateway's own books say of it, given back or not; changes nothing.
    Account account(Charge charge);

    /// What it has taken from one moment on and before another, by its own clock, whoever asked for it.
    ///
    /// @param after where the page before ended; absent for the first
    Listing taken(Instant from, Instant to, Optional<String> after);

    /// What its books say of one that it has listed; changes nothing.
    Account account(Taken taken);

    /// Takes back a payment that has not been charged, so that it never will be.
    ///
    /// @return `Declined` once that is certain
    default Answer withdraw(Charge charge) {
        return query(charge);
    }

    /// Makes the customer known to the gateway, as far as it wants that before a way to pay is saved.
    ///
    /// @param ours what we call the customer there
    default Naming nameCustomer(String ours) {
        return new Naming.Named(ours);
    }

    /// Whether it has a page of its own where customers leave a card for later.
    default boolean keepsCards() {
        return false;
    }

    /// Opens the page where the customer leaves a way to pay with the gateway, for later.
    ///
    /// @param customer the name under which the gateway knows the customer
    /// @param attempt chosen by whoever asks, so that asking twice opens one page
    default Opening openSaving(String customer, String attempt, String back) {
        return new Opening.Unavailable();
    }

    /// Takes up what the customer has left there.
    ///
    /// @param proof what the gateway gave the customer's browser
    default Saving save(String customer, String proof) {
        return new Saving.Refused("NOT_SUPPORTED");
    }

    /// Makes the gateway forget a saved way to pay, as far as it can.
    default void forget(SavedKey key) {}

    /// @param headers by name, case does not matter
    Heard hear(Map<String, String> headers, String body);

    /// What may come of opening.
    sealed interface Opening {
        /// @param providerPayment the payment's name at the gateway
        /// @param page where the customer goes on
        record Opened(String providerPayment, String page) implements Opening {}

        /// The gateway did not answer, or its side is broken.
        record Unavailable() implements Opening {}

        /// The gateway does not take this payment.
        record Refused(String code) implements Opening {}

        /// The gateway's own script goes on in the browser.
        ///
        /// @param clientKey what the script is used with; no secret
        record InBrowser(String clientKey) implements Opening {}
    }

    /// What may come of asking for money.
    sealed interface Answer {
        /// @param amount what was really taken
        /// @param providerPayment the name under which the gateway keeps it from now on
        record Charged(Money amount, String providerPayment) implements Answer {}

        /// @param code the gateway's
        record Declined(String code) implements Answer {}

        /// Not charged so far, and may still be.
        record NotYet() implements Answer {}

        /// Nobody knows; asking again will tell.
        record Unknown(String code) implements Answer {}
    }

    /// What a gateway has of a payment.
    sealed interface Account {
        /// @param captured what was taken, in minor units
        /// @param returned what of it was given back
        record Kept(long captured, long returned) implements Account {}

        /// It does not answer, or not clearly. Nothing is concluded from it: books are corrected by what is told.
        record NotTold() implements Account {}

        /// @param left what has not been given back
        static Account kept(JsonNode captured, JsonNode left) {
            return captured.canConvertToLong() && left.canConvertToLong()
                    ? new Kept(captured.asLong(), captured.asLong() - left.asLong())
                    : new NotTold();
        }
    }

    /// What may come of asking for what was taken.
    sealed interface Listing {
        /// @param payments those of this page; one may be listed again
        /// @param next where this page ends; absent with the last
        record Page(List<Taken> payments, Optional<String> next) implements Listing {}

        /// It does not answer, or not clearly.
        record NotTold() implements Listing {}
    }

    /// A payment as its gateway lists it.
    ///
    /// @param name the gateway's
    /// @param ours what the gateway was told that is paid for; others who use the same account say what they like
    /// @param currency ISO 4217
    record Taken(String name, String ours, String currency) {}

    /// What may come of making a customer known.
    sealed interface Naming {
        /// @param name what the gateway calls the customer
        record Named(String name) implements Naming {}

        record Unavailable() implements Naming {}
    }

    /// What may come of saving a way to pay.
    sealed interface Saving {
        /// @param key what charges it later; a secret
        /// @param label what the customer knows it by, e.g. `Shinhan 4330********123*`
        record Saved(SavedKey key, String label) implements Saving {}

        record Refused(String code) implements Saving {}

        record Unavailable() implements Saving {}
    }

    /// What a call of the gateway's comes to. It is a reason to ask, never taken at its word.
    sealed interface Heard {
        /// @param event names the event, so that it is heard once
        /// @param payment the payment it may be about, as we or the gateway call it
        record Event(String event, Optional<String> payment) implements Heard {}

        /// Not signed by the gateway, or too old.
        record Forged() implements Heard {}

        record Unreadable() implements Heard {}
    }

    /// A way to pay that the customer has left with a gateway.
    ///
    /// @param customer the name under which the gateway knows the customer
    /// @param secret what charges it; absent once the customer has taken it back
    record SavedKey(String customer, @Nullable String secret) {

        /// @throws IllegalStateException if the customer has taken it back
        public String secretOrThrow() {
            if (secret == null) {
                throw new IllegalStateException("this way to pay was taken back");
            }
            return secret;
        }

        /// Never prints its secret.
        @Override
        public String toString() {
            return "SavedKey[" + customer + "]";
        }
    }
}
