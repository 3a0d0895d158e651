package io.holdfast.notification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.LookUpId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.id.TransferId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something worth telling one person. Carries ids and facts, never how the person is called or reached.
public sealed interface Message {

    /// The same for every telling of the same thing.
    @JsonIgnore
    String name();

    CustomerId customer();

    /// From then on there is no point in telling it.
    @JsonIgnore
    default Optional<Instant> worthlessAfter() {
        return Optional.empty();
    }

    /// The ways it goes whatever the customer has chosen; empty: as they have chosen.
    @JsonIgnore
    default List<Channel> ways() {
        return List.of();
    }

    /// What people choose by how to be told of it.
    @JsonIgnore
    default Concern concern() {
        return Kind.of(this).concern();
    }

    @JsonIgnore
    default Urgency urgency() {
        return concern().cannotWait() ? Urgency.URGENT : Urgency.BULK;
    }

    /// Whether it is to be marked as advertising.
    @JsonIgnore
    default boolean advert() {
        return concern() == Concern.NEWS;
    }

    /// About one performance.
    sealed interface OfPerformance extends Message {
        PerformanceId performance();
    }

    /// About a sale as a whole.
    sealed interface OfSale extends Message {
        SaleId sale();
    }

    /// @param booking the number a person can read out
    /// @param seats how a person finds them
    @RegisterForReflection
    record BookingConfirmed(
            OrderId order,
            CustomerId customer,
            PerformanceId performance,
            String booking,
            List<String> seats,
            Money total)
            implements OfPerformance {
        @Override
        public String name() {
            return "booking:" + order;
        }
    }

    @RegisterForReflection
    record RefundDone(RefundId refund, OrderId order, CustomerId customer, PerformanceId performance, Money amount)
            implements OfPerformance {
        @Override
        public String name() {
            return "refund:" + refund;
        }
    }

    /// @param until exclusive
    @RegisterForReflection
    record OfferMade(
            OfferId offer,
            CustomerId customer,
            PerformanceId performance,
            List<String> seats,
            Money total,
            Instant until)
            implements OfPerformance {
        @Override
        public String name() {
            return "offer:" + offer;
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// Staff ask whoever holds a ticket whether another seat would do.
    ///
    /// @param ticket absent in what was written down before tickets were given away
    /// @param from and to: how a person finds the seats
    /// @param until exclusive
    @RegisterForReflection
    record SeatChangeAsked(
            SeatChangeId change,
            OrderId order,
            @Nullable TicketId ticket,
            CustomerId customer,
            PerformanceId performance,
            String from,
            String to,
            Instant until)
            implements OfPerformance {
        @Override
        public String name() {
            return "seat-change:%s:%s".formatted(change, customer);
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// The ticket is for another seat now.
    ///
    /// @param ticket absent in what was written down before tickets were given away
    /// @param to how a person finds it
    @RegisterForReflection
    record SeatChangeDone(
            SeatChangeId change,
            OrderId order,
            @Nullable TicketId ticket,
            CustomerId customer,
            PerformanceId performance,
            String to)
            implements OfPerformance {
        @Override
        public String name() {
            return "seat-changed:" + change;
        }
    }

    /// It will soon be the customer's turn in a sale's queue.
    ///
    /// @param ahead how many were called before, when it was told
    @RegisterForReflection
    record TurnNear(SaleId sale, CustomerId customer, long ahead, Instant at) implements OfSale {

        private static final Duration NEWS = Duration.ofMinutes(10);

        @Override
        public String name() {
            return "turn-near:%s:%s:%d".formatted(sale, customer, at.toEpochMilli());
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(at.plus(NEWS));
        }
    }

    /// It is the customer's turn.
    ///
    /// @param until exclusive; the call ends then
    @RegisterForReflection
    record TurnCame(SaleId sale, CustomerId customer, Instant until) implements OfSale {
        @Override
        public String name() {
            return "turn-came:%s:%s:%d".formatted(sale, customer, until.toEpochMilli());
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// Money goes back later than it might have, because the day's cap is reached.
    @RegisterForReflection
    record RefundLate(
            RefundId refund, OrderId order, CustomerId customer, PerformanceId performance, Instant expectedAt)
            implements OfPerformance {
        @Override
        public String name() {
            return "refund-delayed:" + refund;
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(expectedAt);
        }
    }

    /// Somebody has to say which bank account the money goes to.
    @RegisterForReflection
    record RefundAccountAsked(
            RefundId refund, OrderId order, CustomerId customer, PerformanceId performance, Money amount)
            implements OfPerformance {
        @Override
        public String name() {
            return "refund-account:" + refund;
        }
    }

    /// An offer was to be paid by itself and was not; it stays open. It goes by the name of [OfferMade], so that
    /// a person is told of an offer once, whichever is known first.
    ///
    /// @param seats how a person finds them
    /// @param until exclusive
    @RegisterForReflection
    record AutomaticPaymentMissed(
            OfferId offer,
            CustomerId customer,
            PerformanceId performance,
            List<String> seats,
            Money total,
            Instant until)
            implements OfPerformance {
        @Override
        public String name() {
            return "offer:" + offer;
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// The organiser has called the performance off, and this order with it.
    ///
    /// @param amount what goes back; absent when nothing does
    @RegisterForReflection
    record CalledOff(
            OrderId order,
            CustomerId customer,
            PerformanceId performance,
            @Nullable Money amount) implements OfPerformance {
        @Override
        public String name() {
            return "called-off:" + order;
        }
    }

    /// Somebody has paid for seats that were gone by then.
    @RegisterForReflection
    record ConflictApology(OrderId order, CustomerId customer, PerformanceId performance, Money amount)
            implements OfPerformance {
        @Override
        public String name() {
            return "conflict:" + order;
        }
    }

    /// About the house: what it says is written elsewhere, once for everybody.
    sealed interface OfHouse extends Message {}

    /// What staff tell many people.
    ///
    /// @param kind `MAINTENANCE`, `INCIDENT`, `ANNOUNCEMENT` or `ADVERTISEMENT`
    @RegisterForReflection
    record Announced(Kind kind, UUID announcement, CustomerId customer, boolean urgent, Instant until)
            implements OfHouse {
        @Override
        public String name() {
            return "announcement:%s:%s".formatted(announcement, customer);
        }

        @Override
        public Urgency urgency() {
            return urgent ? Urgency.URGENT : Urgency.BULK;
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// A show of a kind the customer is interested in can be seen.
    @RegisterForReflection
    record ShowAnnounced(ShowId show, CustomerId customer, Instant until) implements OfHouse {
        @Override
        public String name() {
            return "show:%s:%s".formatted(show, customer);
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }

    /// A sale opens soon.
    ///
    /// @param opensAt another moment is another reminder
    @RegisterForReflection
    record SaleReminder(SaleId sale, CustomerId customer, Instant opensAt) implements OfSale {
        @Override
        public String name() {
            return "sale-reminder:%s:%d:%s".formatted(sale, opensAt.toEpochMilli(), customer);
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(opensAt);
        }
    }

    /// The ticket somebody has given away is the other person's now.
    ///
    /// @param seat how a person finds it
    @RegisterForReflection
    record TicketGiven(TransferId transfer, CustomerId customer, PerformanceId performance, OrderId order, String seat)
            implements OfPerformance {
        @Override
        public String name() {
            return "ticket-given:" + transfer;
        }
    }

    /// Somebody has a ticket that another person has given them.
    ///
    /// @param seat how a person finds it
    @RegisterForReflection
    record TicketReceived(
            TransferId transfer, CustomerId customer, PerformanceId performance, TicketId ticket, String seat)
            implements OfPerformance {
        @Override
        public String name() {
            return "ticket-received:" + transfer;
        }
    }

    /// What proves that somebody without an account has made the bookings they ask for. It goes to the
    /// phone and by mail, whichever the house has.
    ///
    /// @param sealed the code; opened for the moment of sending
    /// @param until exclusive
    @RegisterForReflection
    record GuestCode(LookUpId lookUp, CustomerId customer, String sealed, Instant until) implements Message {
        @Override
        public String name() {
            return "guest-code:" + lookUp;
        }

        @Override
        public List<Channel> ways() {
            return List.of(Channel.SMS, Channel.EMAIL);
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }
}
