package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.id.TransferId;
import io.holdfast.contracts.money.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What ticketing-api has done, told on topic `ticketing.sales`, keyed by performance (what concerns a sale as
/// a whole by sale) so that one performance's history stays in order.
public sealed interface SalesEvent extends Event {

    String TOPIC = "ticketing.sales";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// A performance is on the bill; said again whenever one of these facts changes.
    ///
    /// @param timeZone IANA name of the venue's zone
    /// @param organiser whose show it is, as a [mark][io.holdfast.contracts.account.OrganiserMark]; absent in old
    ///     facts
    /// @param at when it was said, by the clock of ticketing-api's database: of two the later one counts, in
    ///     whichever order they are heard; absent in old facts
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record PerformanceScheduled(
            PerformanceId performance,
            ShowId show,
            SaleId sale,
            String title,
            String venue,
            Instant startsAt,
            String timeZone,
            List<GradePrice> grades,
            @Nullable String organiser,
            @Nullable Instant at)
            implements SalesEvent {

        /// Nobody has said whose show it is, nor when they said the rest.
        public PerformanceScheduled(
                PerformanceId performance,
                ShowId show,
                SaleId sale,
                String title,
                String venue,
                Instant startsAt,
                String timeZone,
                List<GradePrice> grades) {
            this(performance, show, sale, title, venue, startsAt, timeZone, grades, null, null);
        }

        @Override
        public String key() {
            return performance.toString();
        }
    }

    record GradePrice(String grade, Money price) {}

    /// A sale has a date and its waiting room's settings; said again whenever they change.
    ///
    /// @param lobbyOpensAt from then on visitors may gather
    /// @param opensAt from then on visitors are admitted
    /// @param closesAt exclusive; nobody joins after it
    /// @param waitingRoom whether a pass is needed to choose seats; absent means yes
    /// @param notice what those who wait are to be told, e.g. of an extra performance
    /// @param organiser whose sale it is, as a [mark][io.holdfast.contracts.account.OrganiserMark]; absent in old
    ///     facts
    /// @param at when it was said, by the clock of ticketing-api's database: of two the later one counts, in
    ///     whichever order they are heard; absent in old facts
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SaleScheduled(
            SaleId sale,
            String title,
            List<PerformanceId> performances,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            AdmissionSettings admission,
            @Nullable Boolean waitingRoom,
            @Nullable String notice,
            @Nullable String organiser,
            @Nullable Instant at)
            implements SalesEvent {

        /// A sale behind a waiting room, with nothing to tell those who wait and not said to be anybody's, as it was
        /// once said.
        public SaleScheduled(
                SaleId sale,
                String title,
                List<PerformanceId> performances,
                Instant lobbyOpensAt,
                Instant opensAt,
                Instant closesAt,
                AdmissionSettings admission) {
            this(sale, title, performances, lobbyOpensAt, opensAt, closesAt, admission, null, null, null, null);
        }

        /// Whether a pass is needed to choose seats.
        public boolean hasWaitingRoom() {
            return waitingRoom == null || waitingRoom;
        }

        @Override
        public String key() {
            return sale.toString();
        }
    }

    /// @param ratePerSecond visitors let in per second, > 0
    /// @param burst most visitors let in at one moment after a quiet while, ≥ 1
    /// @param activeCap most visitors shopping at once, ≥ 1
    /// @param calledFor how long a called visitor may take to come in
    /// @param activeFor how long a visitor may shop, at most 10 min
    /// @param accountsOnly whether only members may join; absent means no
    /// @param invitedShare the part of the rate kept for invited visitors, 0 to 1; absent means none
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AdmissionSettings(
            double ratePerSecond,
            int burst,
            int activeCap,
            Duration calledFor,
            Duration activeFor,
            @Nullable Boolean accountsOnly,
            @Nullable Double invitedShare) {

        /// Open to guests, nobody invited.
        public AdmissionSettings(
                double ratePerSecond, int burst, int activeCap, Duration calledFor, Duration activeFor) {
            this(ratePerSecond, burst, activeCap, calledFor, activeFor, null, null);
        }
    }

    /// A visitor let in by the waiting room will not buy (any more); their room inside is the next one's. Whoever has
    /// bought is told of by [TicketsIssued] instead.
    ///
    /// @param performance where they last chose seats; absent when they chose none
    /// @param session the pass's `sid`
    record ShoppingEnded(@Nullable PerformanceId performance, SaleId sale, String session, Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return sale.toString();
        }
    }

    /// An order is paid and its tickets exist.
    ///
    /// @param booking the number a person can read out
    record TicketsIssued(
            PerformanceId performance,
            OrderId order,
            String booking,
            CustomerId customer,
            List<IssuedTicket> tickets,
            Money total,
            Origin origin,
            Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// @param label how a person finds the seat, e.g. `1F A 12`
    record IssuedTicket(TicketId ticket, SeatId seat, String label, String grade, Money price) {}

    /// How the buyer came to the seats. Tells waiting-room whose place is free, waitlist-worker whose offer is done.
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FromQueue.class, name = "queue"),
        @JsonSubTypes.Type(value = FromWaitlist.class, name = "waitlist"),
        @JsonSubTypes.Type(value = FromOpenSale.class, name = "open-sale")
    })
    sealed interface Origin {}

    /// @param session the pass's `sid`
    record FromQueue(SaleId sale, String session) implements Origin {}

    record FromWaitlist(OfferId offer) implements Origin {}

    /// No waiting room stood before the sale.
    record FromOpenSale() implements Origin {}

    /// An order, or part of it, has been given up. The seats come back in a [SeatsReleased] of their own.
    ///
    /// @param step the name of the refund rule's step that applied, e.g. `T-3`
    /// @param fee what is kept
    /// @param repayment what goes back; absent when the fee is all of it, or when it has gone back already
    record OrderCancelled(
            PerformanceId performance,
            OrderId order,
            CancellationId cancellation,
            CustomerId customer,
            String step,
            Money fee,
            @Nullable Repayment repayment,
            Instant at)
            implements SalesEvent {

        /// The step of orders that ended because the performance was called off: nothing is kept.
        public static final String BY_ORGANISER = "organiser";

        /// The step of tickets that staff gave up because their money had gone back already.
        public static final String RETURNED = "returned";

        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// Money arrived for an order that could no longer have its seats; all of it goes back.
    record LateCaptureRejected(
            PerformanceId performance, OrderId order, CustomerId customer, Repayment repayment, Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// Money to be given back, and where it came from.
    ///
    /// @param channel the payment channel, e.g. `simulator-card`
    /// @param providerPayment the payment's name at the gateway
    record Repayment(RefundId refund, PaymentId payment, String channel, String providerPayment, Money amount) {}

    /// Seats have come back, and the waitlist has the first word on them.
    ///
    /// @param publicAt until then the waitlist has the first word; what it offers later comes too late. It is not
    ///     when the public may have them: nobody is told that
    record SeatsReleased(PerformanceId performance, ReleaseId release, List<ReleasedSeat> seats, Instant publicAt)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// @param section, row and number: seats with the same section and row and following numbers are neighbours
    record ReleasedSeat(SeatId seat, String label, String section, String row, int number, String grade, Money price) {}

    /// Staff propose another seat for a ticket. Nothing changes unless the customer agrees.
    ///
    /// @param from and to: how a person finds the seats
    /// @param until exclusive; without an answer by then everything stays as it is
    record SeatChangeProposed(
            PerformanceId performance,
            SeatChangeId change,
            OrderId order,
            CustomerId customer,
            TicketId ticket,
            String from,
            String to,
            Instant until,
            Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// The customer has agreed, and the ticket is for another seat now.
    ///
    /// @param ticket as it is now
    /// @param from the seat it was for
    record SeatChanged(
            PerformanceId performance,
            SeatChangeId change,
            OrderId order,
            CustomerId customer,
            IssuedTicket ticket,
            SeatId from,
            Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// Somebody has accepted a ticket that its holder has given them. Seat, order and money stay as they
    /// are.
    ///
    /// @param from who had it
    /// @param to who has it now
    /// @param label how a person finds the seat
    record TicketTransferred(
            PerformanceId performance,
            TransferId transfer,
            OrderId order,
            TicketId ticket,
            String label,
            CustomerId from,
            CustomerId to,
            Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// An offer has ended without a ticket; its seats, if it had any, are released again.
    record OfferFailed(PerformanceId performance, OfferId offer, OfferFailure reason) implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// A show can be seen by everybody from now on.
    ///
    /// @param category and `region`: what people can be interested in, e.g. `musical`, `seoul`
    /// @param opensAt when its sale opens
    /// @param timeZone IANA name of the venue's zone
    record ShowPublished(
            ShowId show,
            SaleId sale,
            String title,
            String venue,
            String category,
            String region,
            Instant opensAt,
            String timeZone,
            Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return sale.toString();
        }
    }

    /// The organiser has called a performance off. Each order is told of by an [OrderCancelled] of its own, with the
    /// step [OrderCancelled#BY_ORGANISER].
    ///
    /// @param reason what customers are told
    record PerformanceCancelled(PerformanceId performance, String reason, Instant at) implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// An offer was to be paid by itself and was not. It stays open for the customer until its end.
    ///
    /// @param reason e.g. `DECLINED`, `CONSENT_WITHDRAWN`, `NOT_ENOUGH_POINTS`
    record AutomaticPaymentFailed(
            PerformanceId performance, OfferId offer, CustomerId customer, String reason, Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    /// The customer has said which bank account a refund goes to.
    ///
    /// @param sealed bank, number and who it belongs to, sealed for the customer
    record RefundAccountGiven(
            PerformanceId performance, OrderId order, RefundId refund, CustomerId customer, String sealed, Instant at)
            implements SalesEvent {
        @Override
        public String key() {
            return performance.toString();
        }
    }

    enum OfferFailure {
        /// Nobody answered in time.
        LAPSED,
        /// The customer said no.
        DECLINED,
        /// The seats were no longer ours to offer.
        SEATS_GONE
    }
}
