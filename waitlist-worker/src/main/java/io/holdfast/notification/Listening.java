package io.holdfast.notification;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.messaging.Inbox;
import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.RefundDone;
import io.holdfast.notification.Message.SeatChangeAsked;
import io.holdfast.notification.Message.SeatChangeDone;
import io.holdfast.notification.Message.TurnCame;
import io.holdfast.notification.Message.TurnNear;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of what people are to be told, and how they are reached. Listens on its own, so that it can run on its own
/// and a long match delays no message.
@ApplicationScoped
class Listening {

    private static final String LISTENER = "notification";

    private final Inbox inbox;
    private final Messages messages;
    private final Contacts contacts;

    Listening(Inbox inbox, Messages messages, Contacts contacts) {
        this.inbox = inbox;
        this.messages = messages;
        this.contacts = contacts;
    }

    /// What could not be acted on is tried again, also while nothing new is told.
    void start(@Observes StartupEvent event) {
        inbox.listen(LISTENER, this::act);
    }

    @Incoming("bookings")
    @Blocking
    void onSale(ConsumerRecord<String, byte[]> message) {
        hear(message);
    }

    @Incoming("refunds")
    @Blocking
    void onRefund(ConsumerRecord<String, byte[]> message) {
        hear(message);
    }

    @Incoming("turns")
    @Blocking
    void onTurn(ConsumerRecord<String, byte[]> message) {
        hear(message);
    }

    /// A record without content is the topic's way to say that a customer is to be forgotten.
    @Incoming("contacts")
    @Blocking
    void onContact(ConsumerRecord<String, byte[]> message) {
        if (message.value() == null) {
            contacts.forget(CustomerId.fromString(message.key()));
        } else {
            hear(message);
        }
    }

    private void hear(ConsumerRecord<String, byte[]> message) {
        inbox.receive(LISTENER, message, this::act);
        messages.wake();
    }

    /// Whatever else there is to hear concerns nobody but the services.
    private void act(Event event) {
        if (event instanceof TicketsIssued issued) {
            messages.send(new BookingConfirmed(
                    issued.order(),
                    issued.customer(),
                    issued.performance(),
                    issued.booking(),
                    issued.tickets().stream().map(IssuedTicket::label).toList(),
                    issued.total()));
        } else if (event instanceof RefundSettled settled) {
            messages.send(new RefundDone(
                    settled.refund(), settled.order(), settled.customer(), settled.performance(), settled.amount()));
        } else if (event instanceof SeatChangeProposed proposed) {
            messages.send(new SeatChangeAsked(
                    proposed.change(),
                    proposed.order(),
                    proposed.customer(),
                    proposed.performance(),
                    proposed.from(),
                    proposed.to(),
                    proposed.until()));
        } else if (event instanceof SeatChanged changed) {
            messages.send(new SeatChangeDone(
                    changed.change(),
                    changed.order(),
                    changed.customer(),
                    changed.performance(),
                    changed.ticket().label()));
        } else if (event instanceof TurnEvent.TurnNear near) {
            messages.send(new TurnNear(near.sale(), near.customer(), near.ahead(), near.at()));
        } else if (event instanceof TurnEvent.TurnCame came) {
            messages.send(new TurnCame(came.sale(), came.customer(), came.until()));
        } else if (event instanceof ContactSaved saved) {
            contacts.save(saved.customer(), saved.sealed());
            messages.lookAgainFor(saved.customer());
        }
    }
}
