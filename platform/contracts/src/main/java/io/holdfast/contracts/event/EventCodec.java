package io.holdfast.contracts.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.holdfast.contracts.event.AlarmEvent.ViolationFound;
import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.event.NotificationEvent.MessageRequested;
import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.AutomaticPaymentFailed;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.SalesEvent.ShoppingEnded;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
import io.holdfast.contracts.event.TurnEvent.PassRevoked;
import io.holdfast.contracts.event.TurnEvent.TurnCame;
import io.holdfast.contracts.event.TurnEvent.TurnNear;
import io.holdfast.contracts.event.WaitlistEvent.SeatsGathered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Events as JSON, and the names they travel under. Readers pass over members they do not know.
public final class EventCodec {

    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .registerModule(new Jdk8Module())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    /// Every event by the CloudEvents `type` it travels under.
    public static final Map<String, Class<? extends Event>> TYPES = Map.ofEntries(
            Map.entry("ticketing.PerformanceScheduled.v1", PerformanceScheduled.class),
            Map.entry("ticketing.SaleScheduled.v1", SaleScheduled.class),
            Map.entry("ticketing.TicketsIssued.v1", TicketsIssued.class),
            Map.entry("ticketing.OrderCancelled.v1", OrderCancelled.class),
            Map.entry("ticketing.LateCaptureRejected.v1", LateCaptureRejected.class),
            Map.entry("ticketing.SeatsReleased.v1", SeatsReleased.class),
            Map.entry("ticketing.OfferFailed.v1", OfferFailed.class),
            Map.entry("ticketing.SeatChangeProposed.v1", SeatChangeProposed.class),
            Map.entry("ticketing.SeatChanged.v1", SeatChanged.class),
            Map.entry("ticketing.TicketTransferred.v1", TicketTransferred.class),
            Map.entry("ticketing.ShoppingEnded.v1", ShoppingEnded.class),
            Map.entry("ticketing.ShowPublished.v1", ShowPublished.class),
            Map.entry("ticketing.PerformanceCancelled.v1", PerformanceCancelled.class),
            Map.entry("ticketing.AutomaticPaymentFailed.v1", AutomaticPaymentFailed.class),
            Map.entry("ticketing.RefundAccountGiven.v1", RefundAccountGiven.class),
            Map.entry("ticketing.SalePulse.v1", SalePulse.class),
            Map.entry("ticketing.ShopPulse.v1", ShopPulse.class),
            Map.entry("ticketing.IncidentChanged.v1", IncidentChanged.class),
            Map.entry("ticketing.ViolationFound.v1", ViolationFound.class),
            Map.entry("ticketing.ContactSaved.v1", ContactSaved.class),
            Map.entry("ticketing.CodeIssued.v1", CodeIssued.class),
            Map.entry("ticketing.ContactForgotten.v1", ContactForgotten.class),
            Map.entry("ticketing.SessionEnded.v1", SessionEnded.class),
            Map.entry("refund.RefundSettled.v1", RefundSettled.class),
            Map.entry("refund.RefundParked.v1", RefundParked.class),
            Map.entry("refund.RefundDelayed.v1", RefundDelayed.class),
            Map.entry("refund.RefundAccountNeeded.v1", RefundAccountNeeded.class),
            Map.entry("waitlist.SeatsOffered.v1", SeatsOffered.class),
            Map.entry("waitlist.SeatsUnwanted.v1", SeatsUnwanted.class),
            Map.entry("waitlist.SeatsGathered.v1", SeatsGathered.class),
            Map.entry("notification.MessageRequested.v1", MessageRequested.class),
            Map.entry("waiting-room.DoorChanged.v1", DoorChanged.class),
            Map.entry("waiting-room.LobbyDrawn.v1", LobbyDrawn.class),
            Map.entry("waiting-room.PassRevoked.v1", PassRevoked.class),
            Map.entry("waiting-room.TurnNear.v1", TurnNear.class),
            Map.entry("waiting-room.TurnCame.v1", TurnCame.class));

    private static final Map<Class<? extends Event>, String> NAMES =
            TYPES.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private EventCodec() {}

    /// The CloudEvents `type`, e.g. `ticketing.TicketsIssued.v1`.
    public static String typeOf(Event event) {
        var name = NAMES.get(event.getClass());
        if (name == null) {
            throw new IllegalArgumentException(event.getClass() + " has no name to travel under");
        }
        return name;
    }

    public static String write(Event event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this event cannot be written: " + event.getClass(), e);
        }
    }

    /// @return empty for a type this reader does not know yet, which it passes over
    /// @throws IllegalArgumentException if the content is not such an event
    public static Optional<Event> read(String type, byte[] content) {
        var wanted = TYPES.get(type);
        if (wanted == null) {
            return Optional.empty();
        }
        try {
            var event = JSON.readValue(content, wanted);
            if (event == null) {
                throw new IllegalArgumentException("this is no " + type);
            }
            return Optional.of(event);
        } catch (IOException e) {
            throw new IllegalArgumentException("this is no " + type, e);
        }
    }
}
