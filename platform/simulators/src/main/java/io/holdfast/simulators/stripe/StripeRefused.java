package io.holdfast.simulators.stripe;

import io.holdfast.simulators.gateway.Refused;
import org.jspecify.annotations.Nullable;

/// The gateway says no, in its own form.
final class StripeRefused extends Refused {

    private final String type;
    private final @Nullable String declineCode;

    StripeRefused(int status, String type, String code, @Nullable String declineCode, String message) {
        super(status, code, message);
        this.type = type;
        this.declineCode = declineCode;
    }

    static StripeRefused invalid(String code, String message) {
        return new StripeRefused(400, "invalid_request_error", code, null, message);
    }

    static StripeRefused missing(String what) {
        return new StripeRefused(404, "invalid_request_error", "resource_missing", null, "No such " + what);
    }

    static StripeRefused declined() {
        return new StripeRefused(402, "card_error", "card_declined", "generic_decline", "Your card was declined.");
    }

    String type() {
        return type;
    }

    @Nullable
    String declineCode() {
        return declineCode;
    }
}
