package io.holdfast.gateways;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// What differs between gateways in how they are asked and how they refuse.
public enum GatewayProtocol {

    /// <https://docs.tosspayments.com/reference/error-codes>. A declined card is 403 too, so codes tell.
    TOSS(
            false,
            List.of("/code"),
            Set.of(),
            Set.of(
                    "FORBIDDEN_REQUEST",
                    "IDEMPOTENT_REQUEST_PROCESSING",
                    "INCORRECT_BASIC_AUTH_FORMAT",
                    "INVALID_API_KEY",
                    "NOT_AVAILABLE_BANK",
                    "PROVIDER_ERROR",
                    "UNAUTHORIZED_KEY",
                    "UNKNOWN_PAYMENT_ERROR")),

    /// <https://docs.stripe.com/api/errors>. 403 is what our key may not do.
    STRIPE(true, List.of("/error/decline_code", "/error/code"), Set.of(403), Set.of()),

    /// The gateway simulator (`src-docs/api/pg-simulator.md`).
    SIMULATOR(false, List.of("/code"), Set.of(403), Set.of());

    /// Said about us or about the moment, not about the money.
    private static final Set<Integer> PASSING = Set.of(401, 408, 409, 425, 429);

    private static final int SERVER_FAULT = 500;

    private final boolean forms;
    private final List<String> codes;
    private final Set<Integer> alsoPassing;
    private final Set<String> passingCodes;

    GatewayProtocol(boolean forms, List<String> codes, Set<Integer> alsoPassing, Set<String> passingCodes) {
        this.forms = forms;
        this.codes = codes;
        this.alsoPassing = alsoPassing;
        this.passingCodes = passingCodes;
    }

    /// Whether bodies are forms; else they are JSON.
    boolean speaksForms() {
        return forms;
    }

    /// Where its code may stand (RFC 6901); the first that is one counts.
    List<String> codes() {
        return codes;
    }

    boolean isUnclear(int status, String code) {
        return status == GatewayReply.NONE
                || status >= SERVER_FAULT
                || PASSING.contains(status)
                || alsoPassing.contains(status)
                || passingCodes.contains(code);
    }

    String authorization(String secret) {
        return this == STRIPE
                ? "Bearer " + secret
                : "Basic " + Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
    }
}
