package io.holdfast.contracts.event;

import io.holdfast.contracts.id.CustomerId;

/// How customers are reached, told on the compacted topic `ticketing.contacts`, keyed by customer.
public sealed interface ContactEvent extends Event {

    String TOPIC = "ticketing.contacts";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// @param sealed a [io.holdfast.contracts.personal.Contact], sealed
    record ContactSaved(CustomerId customer, String sealed) implements ContactEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }
}
