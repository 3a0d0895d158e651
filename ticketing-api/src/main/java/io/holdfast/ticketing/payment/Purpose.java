package io.holdfast.ticketing.payment;

import io.holdfast.contracts.id.OrderId;
import java.util.Optional;
import java.util.UUID;

/// What a payment is for.
public sealed interface Purpose {

    record ForOrder(OrderId order) implements Purpose {}

    /// For the customer's own wallet.
    record ForTopUp(UUID topUp) implements Purpose {}

    default Optional<OrderId> anOrder() {
        return this instanceof ForOrder(var order) ? Optional.of(order) : Optional.empty();
    }

    /// In our words, towards a gateway.
    default String reference() {
        return switch (this) {
            case ForOrder(var order) -> order.toString();
            case ForTopUp(var topUp) -> topUp.toString();
        };
    }
}
