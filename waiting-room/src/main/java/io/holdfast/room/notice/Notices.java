package io.holdfast.room.notice;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.door.Door;
import io.holdfast.room.door.Room;
import io.holdfast.room.door.RoomSeen;
import io.holdfast.room.draw.Draws;
import io.holdfast.room.queue.Place;
import io.holdfast.room.queue.PlacesResource;
import io.holdfast.room.queue.Queue;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.told.Told;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Who wants to be told of their turn. Whoever looks at a door tells, at most once a second in each process, and one
/// script decides, so each is told once however many processes look.
///
/// A Redis that has forgotten everything has forgotten the wishes too; the wait page asks for it again.
@ApplicationScoped
public class Notices {

    private static final Logger LOG = Logger.getLogger(Notices.class);

    /// How long before their turn people want to know, as far as one can tell.
    private static final Duration AHEAD_OF_TIME = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int AT_ONCE = 500;

    private final Tell tell;
    private final Queue queue;
    private final Draws draws;
    private final Told told;
    private final RedisStore redis;
    private final Map<SaleId, Long> lookedAt = new ConcurrentHashMap<>();

    Notices(Tell tell, Queue queue, Draws draws, Told told, RedisStore redis) {
        this.tell = tell;
        this.queue = queue;
        this.draws = draws;
        this.told = told;
        this.redis = redis;
    }

    /// Tells the customer of this place's turn. Asking again changes nothing.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `SESSION_REPLACED`
    void ask(Sale sale, Place shown, CustomerId customer) {
        var current = current(sale, shown);
        var place = current.place();
        var wish = new Wish(place.ticket(), customer);
        var number = queue.number(current.door(), place);
        if (number.isEmpty()) {
            redis.send(Command.SADD, redis.keys(sale.id()).noticeTickets(), wish);
            keep(redis.keys(sale.id()).noticeTickets(), sale);
            return;
        }
        if (place.invited()) {
            // Nobody can tell how far off such a turn is; it is told when it has come.
            waitForCall(sale, wish.at(number.getAsLong()), 0);
        } else {
            waitFor(sale, wish.at(number.getAsLong()));
        }
    }

    /// Tells nobody any more.
    void drop(Sale sale, Place shown, CustomerId customer) {
        var current = current(sale, shown);
        var keys = redis.keys(sale.id());
        var wish = new Wish(current.place().ticket(), customer);
        redis.send(Command.SREM, keys.noticeTickets(), wish);
        var number = queue.number(current.door(), current.place());
        if (number.isPresent()) {
            redis.send(Command.ZREM, keys.notices(), wish.at(number.getAsLong()));
            redis.send(Command.ZREM, keys.noticed(), wish.at(number.getAsLong()));
        }
    }

    private Queue.Current current(Sale sale, Place shown) {
        var current = queue.current(sale, shown);
        if (current.replaced()) {
            throw PlacesResource.replaced();
        }
        return current;
    }

    /// Who has been told that the turn is near is not told so again.
    private void waitFor(Sale sale, Wish wish) {
        var keys = redis.keys(sale.id());
        if (redis.sendNullable(Command.ZSCORE, keys.noticed(), wish) == null) {
            redis.send(Command.ZADD, keys.notices(), wish.ticket(), wish);
            keep(keys.notices(), sale);
            keep(keys.noticed(), sale);
        }
    }

    private void waitForCall(Sale sale, Wish wish, long turn) {
        var keys = redis.keys(sale.id());
        redis.send(Command.ZADD, keys.noticed(), turn, wish);
        keep(keys.noticed(), sale);
    }

    private void keep(String key, Sale sale) {
        redis.send(Command.PEXPIREAT, key, sale.closesAt().plus(KEPT).toEpochMilli());
    }

    /// Somebody has looked at a door: whose turn is near, or has come, is told so.
    void look(@Observes RoomSeen seen) {
        var room = seen.room();
        var now = System.nanoTime();
        var last = lookedAt.get(seen.sale().id());
        if (room.drawn().isEmpty() || last != null && now - last < BETWEEN_LOOKS.toNanos()) {
            return;
        }
        lookedAt.put(seen.sale().id(), now);
        try {
            tellOf(seen.sale(), room);
        } catch (RedisAway away) {
            LOG.debugf("nobody is told of their turn: %s", away.getMessage());
        } catch (RuntimeException e) {
            LOG.error("nobody is told of their turn", e);
        }
    }

    private void tellOf(Sale sale, Room room) {
        var outcome = tell.run(sale.id(), room.serving(), near(room), AT_ONCE, null);
        if (outcome.told() > 0) {
            told.wake(sale.id());
        }
        var drawn = room.drawn().orElseThrow();
        for (var wish : outcome.tickets()) {
            var number = wish.ticket() <= drawn ? draws.of(sale.id()).number(drawn, wish.ticket()) : wish.ticket();
            waitFor(sale, wish.at(number));
        }
    }

    /// How many numbers before one's own it is time to be told.
    static long near(Room room) {
        return Math.max(Door.NEAR, (long) Math.ceil(room.sustainedPerSecond() * AHEAD_OF_TIME.toSeconds()));
    }
}
