package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Refused;
import java.net.URI;
import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/// What a server asks for when it opens a payment.
record Terms(
        String orderId,
        String orderName,
        long amount,
        String currency,
        String method,
        String successUrl,
        String failUrl) {

    private static final Set<String> METHODS = Set.of("CARD", "EASY");

    Terms {
        if (orderId.isBlank() || orderId.length() > 64 || orderName.length() > 200) {
            throw new Refused(400, "INVALID_REQUEST", "orderId has 1 to 64 characters, orderName at most 200");
        }
        if (amount <= 0) {
            throw new Refused(400, "INVALID_REQUEST", "amount is positive, in minor units");
        }
        if (!METHODS.contains(method)) {
            throw new Refused(400, "INVALID_REQUEST", "method is CARD or EASY");
        }
        try {
            Currency.getInstance(currency);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "INVALID_REQUEST", "currency is an ISO 4217 code");
        }
        webAddress(successUrl);
        webAddress(failUrl);
    }

    private static void webAddress(String text) {
        try {
            var scheme = URI.create(text).getScheme();
            if (scheme != null && Set.of("http", "https").contains(scheme.toLowerCase(Locale.ROOT))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new Refused(400, "INVALID_REQUEST", "successUrl and failUrl are http or https addresses");
    }
}
