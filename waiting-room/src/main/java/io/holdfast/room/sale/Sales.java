package io.holdfast.room.sale;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisStore;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Every sale this process knows.
///
/// The topic tells each process all of them at its start, and every change within moments. What it tells is
/// copied to Redis too, so that a process which starts while Kafka is away still knows its sales, and a Redis
/// that was emptied is filled again by whichever process still knows.
@ApplicationScoped
public class Sales {

    static final String TYPE = "ticketing.SaleScheduled.v1";

    /// How long after its end a sale is still worth remembering.
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Map<SaleId, SaleScheduled> told = new ConcurrentHashMap<>();
    private final Map<SaleId, Sale> known = new ConcurrentHashMap<>();
    private final RedisStore redis;

    Sales(RedisStore redis) {
        this.redis = redis;
    }

    public Optional<Sale> find(SaleId sale) {
        return Optional.ofNullable(known.get(sale));
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    public Sale get(SaleId sale) {
        return find(sale).orElseThrow(() -> NOT_FOUND
                .because("There is no such sale, or it has no queue.")
                .asException());
    }

    public Collection<Sale> all() {
        return List.copyOf(known.values());
    }

    /// The topic has said it: this wins over whatever was known.
    ///
    /// @throws IllegalArgumentException if nobody could ever come in by these settings
    void learn(SaleScheduled event) {
        know(event);
        told.put(event.sale(), event);
    }

    /// A sale without a waiting room is nobody's business here, and people who come for it are told so.
    private void know(SaleScheduled event) {
        if (event.hasWaitingRoom()) {
            known.put(event.sale(), Sale.of(event));
        } else {
            known.remove(event.sale());
        }
    }

    /// Learns from Redis what the topic has not told, and the other way round.
    ///
    /// @throws io.holdfast.room.redis.RedisAway if Redis does not answer
    void compareWithRedis(Instant now) {
        var copies = copies();
        for (var event : List.copyOf(told.values())) {
            if (over(event, now)) {
                told.remove(event.sale());
                known.remove(event.sale());
                redis.send(Command.HDEL, redis.salesKey(), event.sale());
            } else if (!event.equals(copies.get(event.sale()))) {
                redis.send(Command.HSET, redis.salesKey(), event.sale(), EventCodec.write(event));
            }
        }
        for (var event : copies.values()) {
            if (!told.containsKey(event.sale()) && !over(event, now)) {
                know(event);
            }
        }
    }

    private Map<SaleId, SaleScheduled> copies() {
        var copies = new HashMap<SaleId, SaleScheduled>();
        for (var text : redis.send(Command.HVALS, redis.salesKey())) {
            var event = EventCodec.read(TYPE, text.toString().getBytes(StandardCharsets.UTF_8));
            if (event.isPresent() && event.get() instanceof SaleScheduled scheduled) {
                copies.put(scheduled.sale(), scheduled);
            }
        }
        return copies;
    }

    private static boolean over(SaleScheduled event, Instant now) {
        return event.closesAt().plus(REMEMBERED).isBefore(now);
    }
}
