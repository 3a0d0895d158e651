package io.holdfast.notification;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Something worth telling one person. Carries ids and facts, never how the person is called or reached.
public sealed interface Message {

    /// The same for every telling of the same thing.
    @JsonIgnore
    String name();

    CustomerId customer();

    PerformanceId performance();

    /// From then on there is no point in telling it.
    @JsonIgnore
    default Optional<Instant> worthlessAfter() {
        return Optional.empty();
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
            implements Message {
        @Override
        public String name() {
            return "booking:" + order;
        }
    }

    @RegisterForReflection
    record RefundDone(RefundId refund, OrderId order, CustomerId customer, PerformanceId performance, Money amount)
            implements Message {
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
            implements Message {
        @Override
        public String name() {
            return "offer:" + offer;
        }

        @Override
        public Optional<Instant> worthlessAfter() {
            return Optional.of(until);
        }
    }
}
