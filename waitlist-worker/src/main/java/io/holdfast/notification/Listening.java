package io.holdfast.notification;

import io.holdfast.contracts.event.ContactEvent.ContactForgotten;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.event.NotificationEvent.MessageRequested;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.PerformanceCancelled;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.messaging.Inbox;
import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.CalledOff;
import io.holdfast.notification.Message.ConflictApology;
import io.holdfast.notification.Message.GuestCode;
import io.holdfast.notification.Message.RefundAccountAsked;
import io.holdfast.notification.Message.RefundDone;
import io.holdfast.notification.Message.SeatChangeAsked;
import io.holdfast.notification.Message.SeatChangeDone;
import io.holdfast.notification.Message.TicketGiven;
import io.holdfast.notification.Message.TicketReceived;
import io.holdfast.notification.Message.TurnCame;
import io.holdfast.notification.Message.TurnNear;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of what people are to be told, and how they are reached. Listens on its own, so that it can run on its own
/// and a long match delays no message. What is urgent and what is not come on topics of their own.
@ApplicationScoped
class Listening {

    private static final String LISTENER = "notification";

    private final Inbox inbox;
    private final Messages messages;
    private final Contacts contacts;
    private final Known known;
    private final FanOuts fanOuts;
    private final SecretSeal codes;

    Listening(
            Inbox inbox,
            Messages messages,
            Contacts contacts,
            Known known,
            FanOuts fanOuts,
            @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.inbox = inbox;
        this.messages = messages;
        this.contacts = contacts;
        this.known = known;
        this.fanOuts = fanOuts;
        this.codes = new SecretSeal(key, CodeIssued.PURPOSE);
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

    @Incoming("urgent")
    @Blocking
    void onUrgent(ConsumerRecord<String, byte[]> message) {
        hear(message);
    }

    /// As many as have come, with one statement.
    @Incoming("bulk")
    @Blocking
    void onBulk(ConsumerRecords<String, byte[]> some) {
        inbox.receiveAll(LISTENER, some, this::actOnAll);
        messages.wake();
    }

    /// A record without content says that a customer is to be forgotten, as the topic itself understands it.
    @Incoming("contacts")
    @Blocking
    void onContact(ConsumerRecord<String, byte[]> message) {
        if (message.value() == null) {
            contacts.forget(CustomerId.fromString(message.key()), Instant.ofEpochMilli(message.timestamp()));
        } else {
            hear(message);
        }
    }

    private void hear(ConsumerRecord<String, byte[]> message) {
        inbox.receive(LISTENER, message, this::act);
        messages.wake();
    }

    private void actOnAll(List<Event> events) {
        messages.send(events.stream()
                .map(event -> event instanceof MessageRequested requested
                        ? FanOuts.message(requested)
                        : Optional.<Message>empty())
                .flatMap(Optional::stream)
                .toList());
    }

    /// Whatever else there is to hear concerns nobody but the services.
    private void act(Event event) {
        switch (event) {
            case TicketsIssued issued -> {
                messages.send(new BookingConfirmed(
                        issued.order(),
                        issued.customer(),
                        issued.performance(),
                        issued.booking(),
                        issued.tickets().stream().map(IssuedTicket::label).toList(),
                        issued.total()));
                messages.send(known.order(issued.order(), issued.customer(), issued.performance()));
            }
            case OrderCancelled cancelled -> {
                messages.send(known.order(cancelled.order(), cancelled.customer(), cancelled.performance()));
                if (cancelled.step().equals(OrderCancelled.BY_ORGANISER)) {
                    var repayment = cancelled.repayment();
                    messages.send(new CalledOff(
                            cancelled.order(),
                            cancelled.customer(),
                            cancelled.performance(),
                            repayment == null ? null : repayment.amount()));
                }
            }
            case LateCaptureRejected rejected ->
                messages.send(new ConflictApology(
                        rejected.order(),
                        rejected.customer(),
                        rejected.performance(),
                        rejected.repayment().amount()));
            case PerformanceCancelled cancelled -> known.calledOff(cancelled);
            case ShowPublished published -> {
                known.published(published);
                fanOuts.published(published);
            }
            case SaleScheduled scheduled -> fanOuts.scheduled(scheduled);
            case RefundSettled settled ->
                messages.send(new RefundDone(
                        settled.refund(),
                        settled.order(),
                        settled.customer(),
                        settled.performance(),
                        settled.amount()));
            case RefundDelayed delayed -> messages.send(known.refundDelayed(delayed));
            case RefundAccountNeeded needed ->
                messages.send(new RefundAccountAsked(
                        needed.refund(), needed.order(), needed.customer(), needed.performance(), needed.amount()));
            case SeatChangeProposed proposed ->
                messages.send(new SeatChangeAsked(
                        proposed.change(),
                        proposed.order(),
                        proposed.ticket(),
                        proposed.customer(),
                        proposed.performance(),
                        proposed.from(),
                        proposed.to(),
                        proposed.until()));
            case SeatChanged changed ->
                messages.send(new SeatChangeDone(
                        changed.change(),
                        changed.order(),
                        changed.ticket().ticket(),
                        changed.customer(),
                        changed.performance(),
                        changed.ticket().label()));
            case TurnEvent.TurnNear near ->
                messages.send(new TurnNear(near.sale(), near.customer(), near.ahead(), near.at()));
            case TurnEvent.TurnCame came -> messages.send(new TurnCame(came.sale(), came.customer(), came.until()));
            case ContactSaved saved -> {
                contacts.save(saved.customer(), saved.sealed(), saved.at());
                messages.lookAgainFor(saved.customer());
            }
            case CodeIssued issued -> code(issued).ifPresent(messages::send);
            case TicketTransferred transferred -> {
                messages.send(new TicketGiven(
                        transferred.transfer(),
                        transferred.from(),
                        transferred.performance(),
                        transferred.order(),
                        transferred.label()));
                messages.send(new TicketReceived(
                        transferred.transfer(),
                        transferred.to(),
                        transferred.performance(),
                        transferred.ticket(),
                        transferred.label()));
            }
            case ContactForgotten forgotten -> contacts.forget(forgotten.customer(), forgotten.at());
            case MessageRequested requested -> FanOuts.message(requested).ifPresent(messages::send);
            default -> {
                // Nobody is told of it.
            }
        }
    }

    /// Where nobody was found, nobody is told; only here can the two be told apart.
    private Optional<GuestCode> code(CodeIssued issued) {
        return codes.open(issued.lookUp().value(), issued.sealed()).equals(CodeIssued.NOBODY)
                ? Optional.empty()
                : Optional.of(new GuestCode(issued.lookUp(), issued.customer(), issued.sealed(), issued.until()));
    }
}
