package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.HmacSignature;
import io.holdfast.simulators.gateway.Json;
import io.holdfast.simulators.gateway.Webhooks;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// The news that a payment's status has changed, signed.
record Changed(UUID id, Payment payment, String secret, InstantSource clock) implements Webhooks.Letter {

    @Override
    public String body(boolean forged) {
        var body = new LinkedHashMap<String, Object>();
        body.put("eventId", id.toString());
        body.put("type", "PAYMENT_STATUS_CHANGED");
        body.put("paymentKey", payment.paymentKey());
        body.put("orderId", payment.orderId());
        body.put("status", payment.status());
        return Json.text(body);
    }

    @Override
    public Map<String, String> headers(String body, boolean forged) {
        return Map.of("Sim-Signature", HmacSignature.of(forged ? secret + "?" : secret, clock.instant(), body));
    }

    /// Never prints its secret.
    @Override
    public String toString() {
        return "Changed[" + payment.paymentKey() + "]";
    }
}
