package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/// Something that has happened, told on one topic.
public sealed interface Event
        permits SalesEvent,
                PulseEvent,
                AlarmEvent,
                IncidentEvent,
                ContactEvent,
                SessionEvent,
                RefundEvent,
                WaitlistEvent,
                TurnEvent,
                NotificationEvent {

    /// What the record is keyed by: events with the same key stay in order.
    @JsonIgnore
    String key();

    /// The topic, without any prefix.
    @JsonIgnore
    String topic();
}
