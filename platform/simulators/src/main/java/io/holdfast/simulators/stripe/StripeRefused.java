package io.holdfast.simulators.stripe;

import org.jspecify.annotations.Nullable;

/// The gateway says no, in its own form.
final class StripeRefused extends RuntimeException {

    private final int status;
    private final String type;
    private final String code;
    private final @Nullable String declineCode;

    StripeRefused(int status, String type, String code, @Nullable String declineCode, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.code = code;
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

    int status() {
        return status;
    }

    String type() {
        return type;
    }

    String code() {
        return code;
    }

    @Nullable
    String declineCode() {
        return declineCode;
    }
}
