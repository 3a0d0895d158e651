package io.holdfast.refund.provider;

import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;

/// What a gateway is asked to give back.
///
/// @param refund also the idempotency key
/// @param providerPayment the payment's name at the gateway
public record Repay(RefundId refund, String providerPayment, Money amount) {}
