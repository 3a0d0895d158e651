package io.holdfast.room.door;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The rooms as this process last saw them, so that a poll costs no round trip to Redis.
///
/// The doorkeeper looks at every live room several times a second. A request that finds a room not looked at for
/// longer looks itself, so the queue moves as long as anybody asks, even if no doorkeeper is alive.
@ApplicationScoped
public class Rooms {

    private static final Duration LOOKED_AT = Duration.ofMillis(500);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    private final Admit admit;
    private final RedisStore redis;
    private final Event<RoomSeen> seen;
    private final Map<SaleId, Seen> rooms = new ConcurrentHashMap<>();

    private static final class Seen {
        final Outflow outflow = new Outflow();
        final AtomicLong triedAt = new AtomicLong(System.nanoTime());
        private Room room;
        private long at = System.nanoTime();
        private long began = at - 1_000_000_000L;

        Seen(Room room) {
            this.room = room;
        }

        /// Two looks may come back in the other order: the one that began last counts.
        synchronized void renew(Room newer, long newerBegan) {
            if (newerBegan - began >= 0) {
                room = newer;
                began = newerBegan;
                at = System.nanoTime();
                outflow.see(newer);
            }
        }

        synchronized long age() {
            return System.nanoTime() - at;
        }

        synchronized Door door(Sale sale) {
            return new Door(sale, room, room.at().plusNanos(System.nanoTime() - at), outflow.perSecond());
        }
    }

    Rooms(Admit admit, RedisStore redis, Event<RoomSeen> seen) {
        this.admit = admit;
        this.redis = redis;
        this.seen = seen;
    }

    /// The door as this process knows it.
    ///
    /// @throws RedisAway if this process has never seen the room and Redis does not answer
    public Door door(Sale sale) {
        var last = rooms.get(sale.id());
        if (last == null) {
            return look(sale);
        }
        var nanos = System.nanoTime();
        var tried = last.triedAt.get();
        if (last.age() > LOOKED_AT.toNanos()
                && nanos - tried > BETWEEN_TRIES.toNanos()
                && last.triedAt.compareAndSet(tried, nanos)) {
            try {
                return look(sale);
            } catch (RedisAway away) {
                // What was seen last is still the best answer.
            }
        }
        return last.door(sale);
    }

    /// The door without looking at it; empty when this process has never seen it.
    public Optional<Door> lastSeen(Sale sale) {
        return Optional.ofNullable(rooms.get(sale.id())).map(last -> last.door(sale));
    }

    /// Looks at the door: whoever may come in is called.
    ///
    /// @throws RedisAway if Redis does not answer
    public Door look(Sale sale) {
        var began = System.nanoTime();
        var room = admit.run(sale);
        var last = rooms.computeIfAbsent(sale.id(), _ -> new Seen(room));
        last.renew(room, began);
        seen.fire(new RoomSeen(sale, room));
        return last.door(sale);
    }

    /// Nobody is called until [#resume]; whoever has been called may still come in.
    ///
    /// @param reason what the waiting are told
    public Door pause(Sale sale, String reason) {
        redis.send(Command.HSET, redis.keys(sale.id()).room(), "paused", reason);
        return look(sale);
    }

    public Door resume(Sale sale) {
        redis.send(Command.HDEL, redis.keys(sale.id()).room(), "paused");
        return look(sale);
    }

    /// Lets visitors in differently from now on, whatever the sale's settings say.
    public Door change(Sale sale, double ratePerSecond, int burst, int activeCap) {
        redis.send(Command.HSET, redis.keys(sale.id()).room(), "rate", ratePerSecond, "burst", burst, "cap", activeCap);
        return look(sale);
    }
}
