package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.CustomerId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How customers are reached, told on the compacted topic `ticketing.contacts`, keyed by customer.
public sealed interface ContactEvent extends Event {

    String TOPIC = "ticketing.contacts";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// Nobody is to know any more how the customer is reached, nor what else is kept of them for their sake.
    /// On the
    /// compacted topic it takes the place of what was said before, so whoever hears of it late hears of it
    /// all the same.
    ///
    /// @param at as in [ContactSaved]: what was said until then does not come back
    record ContactForgotten(CustomerId customer, Instant at) implements ContactEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }

    /// @param sealed a [io.holdfast.contracts.personal.Contact], sealed
    /// @param at when the customer said it, by the clock of ticketing-api's database: of two the later one
    ///     counts, in whichever order they are heard; absent in old facts
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ContactSaved(
            CustomerId customer, String sealed, @Nullable Instant at) implements ContactEvent {
        @Override
        public String key() {
            return customer.toString();
        }
    }
}
