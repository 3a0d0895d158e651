package io.holdfast.refund.refund;

import io.holdfast.contracts.event.AlarmEvent;
import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.Event;
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
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.messaging.Inbox;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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

    @Incoming("sales")
    @Blocking
    void on(ConsumerRecord<String, byte[]> message) {
        inbox.receive("refund", message, this::act);
        loop.wake();
    }

    private void act(Event event) {
        switch (event) {
            case SalesEvent sales -> act(sales);
            case AlarmEvent _,
                    ContactEvent _,
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
            case OrderCancelled cancelled -> {
                if (cancelled.repayment() != null) {
                    refunds.request(new Refund(
                            cancelled.repayment(),
                            cancelled.performance(),
                            cancelled.order(),
                            cancelled.customer(),
                            Refund.Cause.CANCELLED,
                            cancelled.at()));
                }
            }
            case LateCaptureRejected late ->
                refunds.request(new Refund(
                        late.repayment(),
                        late.performance(),
                        late.order(),
                        late.customer(),
                        Refund.Cause.LATE_CAPTURE,
                        late.at()));
            case RefundAccountGiven given -> refunds.takeAccount(given);
            case PerformanceScheduled _,
                    SaleScheduled _,
                    TicketsIssued _,
                    SeatsReleased _,
                    OfferFailed _,
                    SeatChangeProposed _,
                    SeatChanged _,
                    ShowPublished _,
                    PerformanceCancelled _,
                    AutomaticPaymentFailed _,
                    ShoppingEnded _ -> {
                // No money goes back for these.
            }
        }
    }
}
