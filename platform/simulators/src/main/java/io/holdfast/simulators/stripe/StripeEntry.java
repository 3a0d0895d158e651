package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Asked;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One line of the gateway's books: exactly one of its things.
record StripeEntry(
        @Nullable Session session,
        @Nullable Intent intent,
        @Nullable Card card) {

    static StripeEntry of(Session session) {
        return new StripeEntry(session, null, null);
    }

    static StripeEntry of(Intent intent) {
        return new StripeEntry(null, intent, null);
    }

    static StripeEntry of(Card card) {
        return new StripeEntry(null, null, card);
    }

    /// A Checkout Session.
    ///
    /// @param intent its PaymentIntent, once the page was answered
    /// @param card what was left, in mode `setup`
    record Session(
            String id,
            String mode,
            String status,
            @Nullable String customer,
            @Nullable String reference,
            long amount,
            String currency,
            String name,
            String successUrl,
            String cancelUrl,
            Map<String, String> intentMetadata,
            boolean manual,
            @Nullable String intent,
            @Nullable String card,
            Instant created) {

        Session with(String nextStatus, @Nullable String itsIntent, @Nullable String itsCard) {
            return new Session(
                    id,
                    mode,
                    nextStatus,
                    customer,
                    reference,
                    amount,
                    currency,
                    name,
                    successUrl,
                    cancelUrl,
                    intentMetadata,
                    manual,
                    itsIntent,
                    itsCard,
                    created);
        }
    }

    /// A PaymentIntent.
    ///
    /// @param captured what the money was taken with
    record Intent(
            String id,
            long amount,
            String currency,
            String status,
            long received,
            @Nullable String customer,
            Map<String, String> metadata,
            @Nullable String error,
            @Nullable Asked captured,
            List<Refund> refunds,
            Instant created) {

        Intent with(String nextStatus, long nowReceived, @Nullable Asked asked) {
            return new Intent(
                    id, amount, currency, nextStatus, nowReceived, customer, metadata, error, asked, refunds, created);
        }

        Intent refunded(Refund refund) {
            return new Intent(
                    id,
                    amount,
                    currency,
                    status,
                    received,
                    customer,
                    metadata,
                    error,
                    captured,
                    Stream.concat(refunds.stream(), Stream.of(refund)).toList(),
                    created);
        }
    }

    record Refund(String id, String intent, long amount, Map<String, String> metadata, Instant created, Asked asked) {}

    /// A saved card.
    record Card(String id, @Nullable String customer) {}
}
