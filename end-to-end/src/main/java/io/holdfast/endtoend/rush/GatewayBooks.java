package io.holdfast.endtoend.rush;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What the payment gateway wrote down about this rush's orders.
final class GatewayBooks {

    private final Addresses addresses;
    private final Browser browser;

    GatewayBooks(Addresses addresses, Browser browser) {
        this.addresses = addresses;
        this.browser = browser;
    }

    /// Whether we know where it is and may ask.
    boolean canBeAsked() {
        return addresses.gateway() != null && addresses.gatewaySecret() != null;
    }

    /// @param captures how many payments took money
    /// @param open payments that may still take money
    record Taken(int captures, long captured, long refunded, int open) {

        Taken plus(Taken other) {
            return new Taken(
                    captures + other.captures, captured + other.captured, refunded + other.refunded, open + other.open);
        }

        long net() {
            return captured - refunded;
        }
    }

    Taken of(String order) throws InterruptedException {
        var credentials =
                Base64.getEncoder().encodeToString((addresses.gatewaySecret() + ":").getBytes(StandardCharsets.UTF_8));
        var answer = browser.send(browser.get(Step.ORGANISER, addresses.gateway() + "/v1/payments?orderId=" + order)
                .with("Authorization", "Basic " + credentials));
        if (!answer.good()) {
            throw new IllegalStateException("the payment gateway answered " + answer.status());
        }
        var taken = new Taken(0, 0, 0, 0);
        for (var payment : answer.json().path("payments")) {
            var amount = payment.path("amount").asLong();
            taken = taken.plus(
                    switch (payment.path("status").asText()) {
                        case "DONE", "PARTIAL_CANCELED", "CANCELED" ->
                            new Taken(
                                    1, amount, amount - payment.path("balance").asLong(), 0);
                        case "IN_PROGRESS" -> new Taken(0, 0, 0, 1);
                        default -> new Taken(0, 0, 0, 0);
                    });
        }
        return taken;
    }
}
