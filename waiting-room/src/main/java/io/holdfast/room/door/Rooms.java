package io.holdfast.room.door;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The rooms as this process last saw them, so that a poll costs no round trip to Redis.
///
/// The doorkeeper looks at every live room several times a second. A request that finds a room not looked at for
/// longer looks itself, so the queue moves as long as anybody asks, even if no doorkeeper is alive.
///
/// What a process has seen is also what brings a room back after Redis has forgotten it.
@ApplicationScoped
public class Rooms {

    private static final Logger LOG = Logger.getLogger(Rooms.class);
    private static final Duration LOOKED_AT = Duration.ofMillis(500);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);

    /// Tickets other processes may have given between our last look and a loss.
    private static final int SLACK = 100;

    private final Sales sales;
    private final Admit admit;
    private final Recover recover;
    private final Event<RoomSeen> seen;
    private final Map<SaleId, KnownRoom> rooms = new ConcurrentHashMap<>();

    Rooms(Sales sales, Admit admit, Recover recover, Event<RoomSeen> seen) {
        this.sales = sales;
        this.admit = admit;
        this.recover = recover;
        this.seen = seen;
    }

    /// The door as this process knows it.
    ///
    /// @throws RedisAway if this process has never seen the room and Redis does not answer
    public Door door(Sale sale) {
        var known = rooms.get(sale.id());
        if (known == null) {
            return look(sale);
        }
        if (known.mayBeLookedAt(LOOKED_AT, BETWEEN_TRIES)) {
            try {
                return look(sale);
            } catch (RedisAway away) {
                // What was seen last is still the best answer.
            }
        }
        return known.door(sale);
    }

    /// The door without looking at it; empty when this process has never seen it.
    public Optional<Door> lastSeen(Sale sale) {
        return Optional.ofNullable(rooms.get(sale.id())).map(known -> known.door(sale));
    }

    /// Looks at the door: whoever may come in is called.
    ///
    /// @throws RedisAway if Redis does not answer
    public Door look(Sale sale) {
        var began = System.nanoTime();
        var known = rooms.get(sale.id());
        var remembered = known == null ? null : known.remembered();
        var drawn = sales.drawn(sale.id());
        var room = remembered == null && drawn.isPresent()
                ? admit.run(sale, drawn.getAsLong())
                : admit.run(sale, remembered, null);
        if (room.isEmpty()) {
            var epoch = known == null || remembered == null
                    ? recover.run(sale, drawn.orElse(0))
                    : recover.run(sale, remembered, known.floor(sale), SLACK, null);
            LOG.warnf("Redis has forgotten the queue of sale %s; it goes on as epoch %d", sale.id(), epoch);
            room = admit.run(sale, epoch, null);
        }
        return adopt(sale, room.orElseThrow(() -> new RedisAway("it has forgotten the queue twice")), began);
    }

    private Door adopt(Sale sale, Room room, long began) {
        var known = rooms.computeIfAbsent(sale.id(), _ -> new KnownRoom(room));
        known.renew(sale, room, began);
        seen.fire(new RoomSeen(sale, room));
        return known.door(sale);
    }

    /// This process has given a ticket.
    public void given(Sale sale, long epoch, long ticket) {
        var known = rooms.get(sale.id());
        if (known != null) {
            known.given(epoch, ticket);
        }
    }

    /// Whether something has lately happened to a place by other hands than its own: a newer window, an end.
    public boolean overtaken(Sale sale, long ticket, int session) {
        var known = rooms.get(sale.id());
        return known != null && known.overtaken(ticket, session);
    }

    /// A visitor shows a place which Redis knows nothing of: it has forgotten the queue, and so have we.
    ///
    /// @param number of the ticket or in the queue
    public Door forgotten(Sale sale, long epoch, long number) {
        var door = look(sale);
        if (door.room().epoch() > epoch
                || door.room().epoch() == epoch && door.room().joined() >= number) {
            return door;
        }
        var began = System.nanoTime();
        var recovered = recover.run(sale, epoch, number);
        LOG.warnf("Redis has forgotten the queue of sale %s; it goes on as epoch %d", sale.id(), recovered);
        return admit.run(sale, recovered, null)
                .map(room -> adopt(sale, room, began))
                .orElse(door);
    }
}
