package io.holdfast.refund.provider;

import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.RefundAccount;
import java.util.Optional;

/// What a gateway is asked to give back.
///
/// @param refund also the idempotency key
/// @param providerPayment the payment's name at the gateway
/// @param account where to; empty for the way it came
/// @param round how many requests for it were refused for good and mended by a person
public record Repay(RefundId refund, String providerPayment, Money amount, Optional<RefundAccount> account, int round) {

    public Repay(RefundId refund, String providerPayment, Money amount) {
        this(refund, providerPayment, amount, Optional.empty(), 0);
    }

    /// Whether something was done under one of its keys.
    boolean isKey(String key) {
        return key.equals(refund.toString()) || key.startsWith(refund + "-");
    }

    /// One for each round, since a gateway answers a key it knows as it did before. A refusal is the last word on its
    /// key, so that no request of an earlier round can still be done.
    String key() {
        return round == 0 ? refund.toString() : refund + "-" + round;
    }
}
