package io.holdfast.contracts.event;

import io.holdfast.contracts.id.SaleId;
import java.time.Instant;
import java.util.UUID;

/// How a running sale is doing, and that ticketing-api is there at all, measured by ticketing-api and told on
/// topic `ticketing.pulse`, keyed by sale or process.
///
/// Not a fact that must not be lost but a measurement that is soon out of date: only the newest of each sale
/// counts, and a reader who has not heard one for half a minute should not believe the last.
public sealed interface PulseEvent extends Event {

    String TOPIC = "ticketing.pulse";

    @Override
    default String topic() {
        return TOPIC;
    }

    /// What is left to sell, and whether those who sell it are well. Nothing left and nothing held is sold
    /// out.
    ///
    /// @param seatsLeft seats anybody could choose at this moment
    /// @param seatsHeld seats that are held, being paid for, or promised to the waitlist, and may come back
    /// @param seatsPerOrder how many seats an order of this sale has on average; 2 while nobody knows
    record SalePulse(SaleId sale, long seatsLeft, long seatsHeld, double seatsPerOrder, Health health, Instant at)
            implements PulseEvent {
        @Override
        public String key() {
            return sale.toString();
        }
    }

    /// A process of ticketing-api is there and its database has just answered it. It says so every few
    /// seconds; when none does, nobody can book.
    record ShopPulse(UUID process, Instant at) implements PulseEvent {
        @Override
        public String key() {
            return process.toString();
        }
    }

    /// @param paymentsFailed the part of the payment attempts of the last 30 s, 0 to 1, which failed through
    ///     no fault of the customer; a declined card is not a failure
    /// @param payments how many attempts there were
    /// @param databaseMillis how long a trivial question to the database takes, the wait for a connection
    ///     included
    /// @param trouble what ticketing-api makes of these numbers
    record Health(double paymentsFailed, int payments, double databaseMillis, Trouble trouble) {}

    enum Trouble {
        NONE,
        /// Payments fail broadly.
        PAYMENT,
        /// The database is slower than people can bear.
        DATABASE
    }
}
