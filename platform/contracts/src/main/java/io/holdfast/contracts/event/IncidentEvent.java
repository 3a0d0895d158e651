package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.IncidentId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What does not work as it should, told by ticketing-api on the compacted topic `ticketing.incidents`, keyed
/// by incident. All of it is meant for everybody to read.
public sealed interface IncidentEvent extends Event {

    String TOPIC = "ticketing.incidents";

    IncidentId incident();

    @Override
    default String topic() {
        return TOPIC;
    }

    @Override
    default String key() {
        return incident().toString();
    }

    /// An incident as it stands from now on, whole: the last word is all a reader needs.
    ///
    /// @param version 1 when it is opened, and 1 more with everything that is said of it; of two the higher
    ///     one counts
    /// @param cause in plain words, as far as it is known
    /// @param expectedRecoveryAt absent: nobody can tell
    /// @param nextUpdateAt when there will be news; there always is one while it is open, and none after
    /// @param updates what has been said since it was opened, oldest first
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IncidentChanged(
            IncidentId incident,
            int version,
            Severity severity,
            List<Component> components,
            Words title,
            Words cause,
            Instant startedAt,
            @Nullable Instant expectedRecoveryAt,
            @Nullable Instant nextUpdateAt,
            @Nullable Instant closedAt,
            List<Update> updates,
            Instant at)
            implements IncidentEvent {}

    /// @param ko in Korean, and `en`: the same in English
    record Words(String ko, String en) {}

    record Update(Instant at, Words text) {}

    /// How bad it is; later ones are worse.
    enum Severity {
        /// It works, slowly or not each time.
        DEGRADED,
        /// Some of it does not work, or not for everybody.
        PARTIAL_OUTAGE,
        OUTAGE
    }

    /// What a person can do here that may not work.
    enum Component {
        QUEUE,
        BOOKING,
        PAYMENT,
        REFUND,
        WAITLIST,
        TICKETS,
        NOTIFICATION,
        LOGIN
    }
}
