package io.holdfast.contracts.event;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.LookUpId;
import java.time.Instant;
import java.util.UUID;

/// What people are to be told that no fact of another topic says by itself, told on `notification.urgent`
/// or `notification.bulk`, keyed by customer. The two never share a topic, so that however many
/// announcements stand on one, what is urgent is heard at once. Both carry a week's worth: nothing here is
/// history.
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

    /// Somebody without an account has asked for their bookings, and is to have the code that proves it is
    /// them. Told by ticketing-api for every look-up alike: what nobody is found for carries blanks, and a
    /// customer there is not.
    ///
    /// @param sealed six digits, or as many blanks when nobody is to be told; a
    ///     [io.holdfast.contracts.personal.SecretSeal] bound to the look-up
    /// @param until exclusive; the code is worthless from then on
    record CodeIssued(LookUpId lookUp, CustomerId customer, String sealed, Instant until, Instant at)
            implements NotificationEvent {

        /// What [#sealed] is sealed for.
        public static final String PURPOSE = "guest-code";

        /// What is sealed when nobody is to be told.
        public static final String NOBODY = "      ";

        @Override
        public String topic() {
            return URGENT;
        }
    }
}
