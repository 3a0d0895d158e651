package io.holdfast.waitlist;

import io.holdfast.contracts.event.AlarmEvent;
import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.IncidentEvent;
import io.holdfast.contracts.event.NotificationEvent;
import io.holdfast.contracts.event.PulseEvent;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.AutomaticPaymentFailed;
import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.RefundAccountGiven;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.SalesEvent.ShoppingEnded;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.messaging.Inbox;
import io.holdfast.notification.Messages;
import io.holdfast.waitlist.matching.Matching;
import io.holdfast.waitlist.offer.Offers;
import io.holdfast.waitlist.performance.Performances;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jspecify.annotations.Nullable;

/// Hears what ticketing-api has done, each fact once, and those about one performance in order.
@ApplicationScoped
class SalesFacts {

    private final Inbox inbox;
    private final Performances performances;
    private final Matching matching;
    private final Offers offers;
    private final Messages messages;

    SalesFacts(Inbox inbox, Performances performances, Matching matching, Offers offers, Messages messages) {
        this.inbox = inbox;
        this.performances = performances;
        this.matching = matching;
        this.offers = offers;
        this.messages = messages;
    }

    /// What could not be acted on is tried again, also while nothing new is told.
    void start(@Observes StartupEvent event) {
        inbox.listen("waitlist", this::act);
    }

    /// As many as have come; those about one performance in one transaction.
    @Incoming("sales")
    @Blocking
    void on(ConsumerRecords<String, byte[]> some) {
        var byKey = new LinkedHashMap<@Nullable String, List<ConsumerRecord<String, byte[]>>>();
        some.forEach(message ->
                byKey.computeIfAbsent(message.key(), _ -> new ArrayList<>()).add(message));
        byKey.values().forEach(one -> inbox.receiveAll("waitlist", one, this::actOnAll));
        messages.wake();
    }

    /// Releases that follow each other are given away together, so that a thousand cost little more than one.
    private void actOnAll(List<Event> events) {
        var back = new ArrayList<SeatsReleased>();
        for (var event : events) {
            if (event instanceof SeatsReleased released) {
                if (!goTogether(back, released)) {
                    match(back);
                }
                back.add(released);
            } else {
                match(back);
                act(event);
            }
        }
        match(back);
    }

    /// A seat that has come back once more is another matter: something has happened to it in between.
    private static boolean goTogether(List<SeatsReleased> back, SeatsReleased next) {
        var seats = next.seats().stream().map(ReleasedSeat::seat).collect(Collectors.toSet());
        return back.stream()
                .allMatch(one -> one.performance().equals(next.performance())
                        && one.seats().stream().noneMatch(seat -> seats.contains(seat.seat())));
    }

    private void match(List<SeatsReleased> back) {
        if (!back.isEmpty()) {
            matching.match(back.getFirst().performance(), List.copyOf(back));
            back.clear();
        }
    }

    private void act(Event event) {
        switch (event) {
            case SalesEvent sales -> act(sales);
            case AlarmEvent _,
                    IncidentEvent _,
                    ContactEvent _,
                    SessionEvent _,
                    PulseEvent _,
                    RefundEvent _,
                    WaitlistEvent _,
                    TurnEvent _,
                    NotificationEvent _ -> {
                // Not told on this topic.
            }
        }
    }

    private void act(SalesEvent event) {
        switch (event) {
            case PerformanceScheduled scheduled -> performances.learn(scheduled);
            case SaleScheduled scheduled -> performances.learn(scheduled);
            case SeatsReleased released -> matching.match(released);
            case OfferFailed failed -> {
                offers.failed(failed.performance(), failed.offer(), failed.reason());
                matching.matchKept(failed.performance());
            }
            case PerformanceCancelled cancelled -> matching.callOff(cancelled.performance());
            case AutomaticPaymentFailed failed -> offers.notPaid(failed.offer());
            case TicketsIssued issued -> {
                switch (issued.origin()) {
                    case FromWaitlist(var offer) -> offers.taken(issued.performance(), offer);
                    case FromQueue _, FromOpenSale _ -> {
                        // Bought without us.
                    }
                }
            }
            case OrderCancelled _,
                    LateCaptureRejected _,
                    ShoppingEnded _,
                    SeatChangeProposed _,
                    SeatChanged _,
                    TicketTransferred _,
                    ShowPublished _,
                    RefundAccountGiven _ -> {
                // The seats come back in a fact of their own.
            }
        }
    }
}
