package io.holdfast.room;

import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
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
import io.quarkus.runtime.annotations.RegisterForReflection;

/// What Jackson reads and writes of the contracts behind Quarkus' back, named for the native executable: all of
/// topic `ticketing.sales`.
@RegisterForReflection(
        targets = {
            SalesEvent.SaleScheduled.class,
            SalesEvent.AdmissionSettings.class,
            SalesEvent.TicketsIssued.class,
            SalesEvent.IssuedTicket.class,
            SalesEvent.Origin.class,
            SalesEvent.FromQueue.class,
            SalesEvent.FromWaitlist.class,
            SalesEvent.FromOpenSale.class,
            SalesEvent.PerformanceScheduled.class,
            SalesEvent.GradePrice.class,
            SalesEvent.OrderCancelled.class,
            SalesEvent.LateCaptureRejected.class,
            SalesEvent.Repayment.class,
            SalesEvent.SeatsReleased.class,
            SalesEvent.ReleasedSeat.class,
            SalesEvent.OfferFailed.class,
            CancellationId.class,
            CustomerId.class,
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
            Money.class
        })
final class KnownToReflection {

    private KnownToReflection() {}
}
