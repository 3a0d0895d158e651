package io.holdfast.room.door;

import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `recover.lua`, with types.
@ApplicationScoped
class Recover {

    /// Every process that lives has looked at the door once in this time.
    private static final Duration SETTLING = Duration.ofSeconds(2);

    /// Everybody whose turn would come in this time has asked at least once in it: see [Door#nextPollSeconds(long)].
    static final Duration PAUSE = Duration.ofSeconds(10);

    private final RedisStore redis;
    private final LuaScript script;

    Recover(RedisStore redis) {
        this.redis = redis;
        this.script = redis.script(Recover.class, "recover.lua");
    }

    /// From what this process remembers.
    ///
    /// @param floor numbers up to here had been called so long ago that their stay was over
    /// @param slack tickets that may have been given since, at most
    /// @param now null: Redis' own clock
    /// @return the room's epoch
    long run(Sale sale, Room remembered, long floor, int slack, @Nullable Instant now) {
        var told = remembered.told();
        var fields = new ArrayList<Object>();
        keep(fields, "lobby", told.lobbyOpensAt(), sale.lobbyOpensAt());
        keep(fields, "opens", told.opensAt(), sale.opensAt());
        keep(fields, "closes", told.closesAt(), sale.closesAt());
        keep(fields, "decided", told.decided(), Instant.EPOCH);
        keep(fields, "paused", told.paused(), null);
        keep(fields, "closed", told.closed(), null);
        keep(fields, "draining", told.draining() ? 1 : null, null);
        keep(fields, "rate", told.ratePerSecond(), sale.ratePerSecond());
        keep(fields, "burst", told.burst(), sale.burst());
        keep(fields, "cap", told.activeCap(), sale.activeCap());
        keep(fields, "share", told.invitedShare(), sale.invitedShare());
        keep(fields, "health", told.health(), 1.0);
        keep(fields, "trouble", told.trouble(), null);
        keep(fields, "seats", told.seats(), -1L);
        keep(fields, "held", told.held(), 0L);
        for (var counter : Map.of(
                        "calls", remembered.calls(),
                        "admitted", remembered.admitted(),
                        "no-shows", remembered.noShows(),
                        "done", remembered.done(),
                        "left", remembered.left(),
                        "stay", remembered.stay().toMillis())
                .entrySet()) {
            fields.add(counter.getKey());
            fields.add(counter.getValue());
        }
        return run(
                sale,
                remembered.epoch(),
                remembered.joined(),
                remembered.drawn().orElse(-1),
                remembered.serving(),
                floor,
                slack,
                now,
                stays(sale, remembered),
                fields);
    }

    /// From a place that Redis knows nothing of, when no process remembers either.
    ///
    /// @param number of a ticket or in the queue
    long run(Sale sale, long epoch, long number) {
        return run(sale, epoch, number, -1, 0, 0, 0, null, "", List.of());
    }

    /// From what has been told of the draw, when no process remembers more.
    long run(Sale sale, long drawn) {
        return run(sale, Admit.FIRST_EPOCH, drawn, drawn, 0, 0, 0, null, "", List.of());
    }

    private long run(
            Sale sale,
            long epoch,
            long joined,
            long drawn,
            long serving,
            long floor,
            int slack,
            @Nullable Instant now,
            String stays,
            List<Object> fields) {
        var keys = redis.keys(sale.id());
        var args = new ArrayList<>();
        args.addAll(List.of(
                epoch,
                joined,
                drawn,
                serving,
                floor,
                SETTLING.toMillis(),
                PAUSE.toMillis(),
                now == null ? "" : now.toEpochMilli(),
                slack,
                stays));
        args.addAll(fields);
        return script.run(List.of(keys.room(), keys.active(), keys.ghosts(), keys.leavers()), args.toArray())
                .toLong();
    }

    /// Each stay is taken to last until the end of its tenth.
    private static String stays(Sale sale, Room room) {
        var text = new StringBuilder();
        for (var tenth = 0; tenth < room.staysEnd().size(); tenth++) {
            if (room.staysEnd().get(tenth) > 0) {
                text.append(room.at()
                                .plus(sale.activeFor()
                                        .multipliedBy(tenth + 1)
                                        .dividedBy(room.staysEnd().size()))
                                .toEpochMilli())
                        .append(' ')
                        .append(room.staysEnd().get(tenth))
                        .append(' ');
            }
        }
        return text.toString();
    }

    /// Only what differs from what the sale says anyway.
    private static void keep(List<Object> fields, String name, @Nullable Object value, @Nullable Object usual) {
        if (value != null && !value.equals(usual)) {
            fields.add(name);
            fields.add(value instanceof Instant time ? time.toEpochMilli() : value);
        }
    }
}
