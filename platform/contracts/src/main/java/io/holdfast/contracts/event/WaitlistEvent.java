package io.holdfast.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.OfferId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SeatId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the waitlist has decided about returned seats, told by waitlist-worker on topic `waitlist.offers`, keyed
/// by performance.
public sealed interface WaitlistEvent extends Event {

    String TOPIC = "waitlist.offers";

    PerformanceId performance();

    @Override
    default String topic() {
        return TOPIC;
    }

    @Override
    default String key() {
        return performance().toString();
    }

    /// The first in line whose wish fits may have these seats.
    ///
    /// @param until exclusive
    /// @param automaticPayment what the customer wants it paid with by itself, `points` or the id of a saved way to
    ///     pay; absent when they want to be asked
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SeatsOffered(
            PerformanceId performance,
            OfferId offer,
            EntryId entry,
            CustomerId customer,
            List<SeatId> seats,
            Instant until,
            @Nullable String automaticPayment)
            implements WaitlistEvent {

        /// An offer the customer answers.
        public SeatsOffered(
                PerformanceId performance,
                OfferId offer,
                EntryId entry,
                CustomerId customer,
                List<SeatId> seats,
                Instant until) {
            this(performance, offer, entry, customer, seats, until, null);
        }
    }

    /// Nobody on the waitlist wants these; they need not wait for it any longer.
    record SeatsUnwanted(PerformanceId performance, ReleaseId release, List<SeatId> seats) implements WaitlistEvent {}

    /// These are kept until a group has enough of them; they do not go on public sale meanwhile. An offer or
    /// [SeatsUnwanted] follows.
    ///
    /// @param until exclusive; whoever keeps the seats may end it sooner
    record SeatsGathered(PerformanceId performance, ReleaseId release, List<SeatId> seats, Instant until)
            implements WaitlistEvent {}
}
