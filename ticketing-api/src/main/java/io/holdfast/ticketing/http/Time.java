package io.holdfast.ticketing.http;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/// The clock of this process: for showing times and checking passes. Holds, offers and refund steps go by the
/// database's clock.
class Time {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
