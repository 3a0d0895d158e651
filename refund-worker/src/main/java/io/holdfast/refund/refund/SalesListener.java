package io.holdfast.refund.refund;

import io.holdfast.contracts.event.AlarmEvent;
import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.IncidentEvent;
import io.holdfast.contracts.event.NotificationEvent;
import io.holdfast.contracts.event.PulseEvent;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.SalesEvent;
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
import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.messaging.Inbox;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of money that has to go back, and asks for one refund each, however often Kafka repeats itself.
@ApplicationScoped
class SalesListener {

    private final Inbox inbox;
    private final Refunds refunds;
    private final RefundLoop loop;

    SalesListener(Inbox inbox, Refunds refunds, RefundLoop loop) {
        this.inbox = inbox;
        this.refunds = refunds;
        this.loop = loop;
    }

    /// What could not be acted on is tried again, also while nothing new is told.
    void start(@Observes StartupEvent event) {
        inbox.listen("refund", this::act);
    }

    /// As many as have come, in one transaction.
    @Incoming("sales")
    @Blocking
    void on(ConsumerRecords<String, byte[]> some) {
        inbox.receiveAll("refund", some, this::actOnAll);
        loop.wake();
    }

    private void act(Event event) {
        actOnAll(List.of(event));
    }

    /// An account comes after the refund it is for, so what is to be written down by then is.
    private void actOnAll(List<Event> events) {
        var asked = new ArrayList<Refund>();
        for (var event : events) {
            if (event instanceof RefundAccountGiven given) {
                refunds.requestAll(asked);
                asked.clear();
                refunds.takeAccount(given);
            } else {
                askedBy(event).ifPresent(asked::add);
            }
        }
        refunds.requestAll(asked);
    }

    private static Optional<Refund> askedBy(Event event) {
        return switch (event) {
            case SalesEvent sales -> askedBy(sales);
            case AlarmEvent _,
                    IncidentEvent _,
                    ContactEvent _,
                    SessionEvent _,
                    PulseEvent _,
                    RefundEvent _,
                    WaitlistEvent _,
                    TurnEvent _,
                    NotificationEvent _ ->
                // Not told on this topic.
                Optional.empty();
        };
    }

    private static Optional<Refund> askedBy(SalesEvent event) {
        return switch (event) {
            case OrderCancelled cancelled ->
                Optional.ofNullable(cancelled.repayment())
                        .map(repayment -> new Refund(
                                repayment,
                                cancelled.performance(),
                                cancelled.order(),
                                cancelled.customer(),
                                Refund.Cause.CANCELLED,
                                cancelled.at()));
            case LateCaptureRejected late ->
                Optional.of(new Refund(
                        late.repayment(),
                        late.performance(),
                        late.order(),
                        late.customer(),
                        Refund.Cause.LATE_CAPTURE,
                        late.at()));
            case PerformanceScheduled _,
                    SaleScheduled _,
                    TicketsIssued _,
                    SeatsReleased _,
                    OfferFailed _,
                    SeatChangeProposed _,
                    SeatChanged _,
                    TicketTransferred _,
                    ShowPublished _,
                    PerformanceCancelled _,
                    AutomaticPaymentFailed _,
                    RefundAccountGiven _,
                    ShoppingEnded _ ->
                // No money goes back for these.
                Optional.empty();
        };
    }
}
