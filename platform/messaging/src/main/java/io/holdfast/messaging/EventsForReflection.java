package io.holdfast.messaging;

import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.PulseEvent;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// Names what Jackson reads and writes of the contracts, for native executables.
@RegisterForReflection(
        targets = {
            SalesEvent.PerformanceScheduled.class,
            SalesEvent.GradePrice.class,
            SalesEvent.SaleScheduled.class,
            SalesEvent.AdmissionSettings.class,
            SalesEvent.TicketsIssued.class,
            SalesEvent.IssuedTicket.class,
            SalesEvent.Origin.class,
            SalesEvent.FromQueue.class,
            SalesEvent.FromWaitlist.class,
            SalesEvent.FromOpenSale.class,
            SalesEvent.OrderCancelled.class,
            SalesEvent.LateCaptureRejected.class,
            SalesEvent.Repayment.class,
            SalesEvent.SeatsReleased.class,
            SalesEvent.ReleasedSeat.class,
            SalesEvent.OfferFailed.class,
            SalesEvent.ShoppingEnded.class,
            PulseEvent.SalePulse.class,
            PulseEvent.Health.class,
            ContactEvent.ContactSaved.class,
            RefundEvent.RefundSettled.class,
            RefundEvent.RefundParked.class,
            WaitlistEvent.SeatsOffered.class,
            WaitlistEvent.SeatsUnwanted.class,
            CancellationId.class,
            CustomerId.class,
            EntryId.class,
            OfferId.class,
            OrderId.class,
            PaymentId.class,
            PerformanceId.class,
            RefundId.class,
            ReleaseId.class,
            SaleId.class,
            SeatId.class,
            ShowId.class,
            TicketId.class,
            Money.class,
            Contact.class
        })
final class EventsForReflection {

    private EventsForReflection() {}
}
