package io.holdfast.contracts.event;

import io.holdfast.contracts.id.CustomerId;
import java.time.Instant;
import java.util.UUID;

/// What people are to be told that no fact of another topic says by itself, told by waitlist-worker on
/// `notification.urgent` or `notification.bulk`, keyed by customer. The two never share a topic, so that however many
/// announcements stand on one, what is urgent is heard at once.
public sealed interface NotificationEvent extends Event {

    String URGENT = "notification.urgent";
    String BULK = "notification.bulk";

    CustomerId customer();

    @Override
    default String key() {
        return customer().toString();
    }

    /// One person is to be told one thing.
    ///
    /// @param message the same for every telling of the same thing to the same person
    /// @param kind what kind of message, e.g. `INCIDENT`; a reader passes over one it does not know
    /// @param about the announcement, show or sale, as the kind says
    /// @param urgent whether it is told on [#URGENT], at night too
    /// @param until exclusive; from then on there is no point in telling it
    record MessageRequested(
            String message, CustomerId customer, String kind, UUID about, boolean urgent, Instant until, Instant at)
            implements NotificationEvent {

        @Override
        public String topic() {
            return urgent ? URGENT : BULK;
        }
    }
}
