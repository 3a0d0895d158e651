package io.holdfast.room.sale;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisStore;
import java.time.Duration;
import java.time.Instant;

/// Sales for tests; each `with…` is another sale with the same id.
public final class TestSale {

    public static final Instant NOON = Instant.parse("2030-05-01T12:00:00Z");

    private TestSale() {}

    /// Opens at noon, its lobby an hour before; 10 visitors a second, 5 at one moment, 100 inside.
    public static Sale atNoon() {
        return new Sale(
                SaleId.next(),
                "Hamlet",
                NOON.minus(Duration.ofHours(1)),
                NOON,
                NOON.plus(Duration.ofHours(2)),
                10,
                5,
                100,
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                0.2,
                false,
                null,
                false,
                null);
    }

    /// A process that has not heard of any sale.
    public static Sales unknown(RedisStore redis) {
        return new Sales(redis);
    }

    public static Sale withAdmission(Sale sale, double ratePerSecond, int burst, int activeCap) {
        return new Sale(
                sale.id(),
                sale.title(),
                sale.lobbyOpensAt(),
                sale.opensAt(),
                sale.closesAt(),
                ratePerSecond,
                burst,
                activeCap,
                sale.calledFor(),
                sale.activeFor(),
                sale.invitedShare(),
                sale.accountsOnly(),
                sale.notice(),
                sale.own(),
                sale.organiser());
    }
}
