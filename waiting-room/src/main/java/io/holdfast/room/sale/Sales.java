package io.holdfast.room.sale;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.TurnEvent.DoorChanged;
import io.holdfast.contracts.event.TurnEvent.LobbyDrawn;
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
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Every sale this process knows.
///
/// The topics tell each process all of them at its start, and every change within moments. What they tell is
/// copied to Redis too, so that a process which starts while Kafka is away still knows its sales, and a Redis
/// that was emptied is filled again by whichever process still knows.
@ApplicationScoped
public class Sales {

    /// How long after its end a sale is still worth remembering.
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final Map<SaleId, Event> told = new ConcurrentHashMap<>();
    private final Map<SaleId, Sale> known = new ConcurrentHashMap<>();
    private final Map<SaleId, DoorChanged> decided = new ConcurrentHashMap<>();
    private final Map<SaleId, Long> drawn = new ConcurrentHashMap<>();
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

    /// What the staff has decided last about a sale's door.
    public Optional<DoorChanged> decision(SaleId sale) {
        return Optional.ofNullable(decided.get(sale));
    }

    /// How many lobby tickets were in the draw, if it has been and has been told.
    public OptionalLong drawn(SaleId sale) {
        var size = drawn.get(sale);
        return size == null ? OptionalLong.empty() : OptionalLong.of(size);
    }

    /// Should it have been told twice, after a loss of everything, the first was the draw.
    void learn(LobbyDrawn event) {
        drawn.putIfAbsent(event.sale(), event.size());
    }

    /// The topic has said it: this wins over whatever was known, unless that was said later.
    ///
    /// @throws IllegalArgumentException if nobody could ever come in by these settings
    void learn(SaleScheduled event) {
        if (!isOutdated(event, told.get(event.sale()))) {
            know(event);
            told.put(event.sale(), event);
        }
    }

    /// What was told before facts had a time is older than any that has one; among those the last heard counts.
    private static boolean isOutdated(SaleScheduled event, @Nullable Event known) {
        return known instanceof SaleScheduled other
                && other.at() != null
                && (event.at() == null || event.at().isBefore(other.at()));
    }

    /// The staff has decided it, here or in another process. Hearing it twice or late changes nothing.
    ///
    /// @throws IllegalArgumentException if nobody could ever come in by these settings
    public void learn(DoorChanged event) {
        var last = decided.merge(event.sale(), event, (one, other) -> one.at().isAfter(other.at()) ? one : other);
        if (last.settings().own()) {
            know(last);
            told.put(last.sale(), last);
        }
    }

    /// A sale without a waiting room is nobody's business here, and people who come for it are told so.
    private void know(Event event) {
        switch (event) {
            case SaleScheduled scheduled
            when scheduled.hasWaitingRoom() -> known.put(scheduled.sale(), Sale.of(scheduled));
            case SaleScheduled scheduled -> known.remove(scheduled.sale());
            case DoorChanged changed -> known.put(changed.sale(), Sale.of(changed.sale(), changed.settings()));
            default -> throw new IllegalArgumentException("nothing about a sale: " + event.getClass());
        }
    }

    /// Learns from Redis what the topics have not told, and the other way round.
    ///
    /// @throws io.holdfast.room.redis.RedisAway if Redis does not answer
    void compareWithRedis(Instant now) {
        var copies = copies();
        told.forEach((sale, event) -> {
            if (over(event, now)) {
                told.remove(sale);
                known.remove(sale);
                decided.remove(sale);
                drawn.remove(sale);
                redis.send(Command.HDEL, redis.salesKey(), sale);
            } else if (!event.equals(copies.get(sale))) {
                redis.send(
                        Command.HSET, redis.salesKey(), sale, EventCodec.typeOf(event) + " " + EventCodec.write(event));
            }
        });
        copies.forEach((sale, event) -> {
            if (!told.containsKey(sale) && !over(event, now)) {
                know(event);
            }
        });
    }

    private Map<SaleId, Event> copies() {
        var copies = new HashMap<SaleId, Event>();
        var all = redis.send(Command.HGETALL, redis.salesKey());
        for (var sale : all.getKeys()) {
            var text = all.get(sale).toString();
            var blank = text.indexOf(' ');
            EventCodec.read(text.substring(0, blank), text.substring(blank + 1).getBytes(StandardCharsets.UTF_8))
                    .ifPresent(event -> copies.put(SaleId.fromString(sale), event));
        }
        return copies;
    }

    private static boolean over(Event event, Instant now) {
        var closesAt =
                switch (event) {
                    case SaleScheduled scheduled -> scheduled.closesAt();
                    case DoorChanged changed -> changed.settings().closesAt();
                    default -> Instant.EPOCH;
                };
        return closesAt.plus(REMEMBERED).isBefore(now);
    }
}
