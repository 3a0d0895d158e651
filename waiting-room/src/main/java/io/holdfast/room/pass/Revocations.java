package io.holdfast.room.pass;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.queue.StayCutShort;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.told.Told;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.EntityTag;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Passes taken back: somebody left, was sent away, or went on in another window.
///
/// The list is short, because a pass lasts ten minutes at most. This process keeps a copy of each, read again when
/// somebody asks for one that is a second old, so that asking costs Redis nothing.
@ApplicationScoped
public class Revocations {

    /// Sessions remembered for one sale.
    private static final int MOST = 50_000;

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Pattern SESSION = Pattern.compile("[0-9A-Za-z._-]{1,64}");

    private final RedisStore redis;
    private final Told told;
    private final LuaScript revoke;
    private final LuaScript revoked;
    private final Map<SaleId, Copy> copies = new ConcurrentHashMap<>();

    /// @param sessions those whose passes end first first
    /// @param at by Redis' clock
    /// @param tag the same for the same sessions
    record Revoked(Set<String> sessions, Instant at, EntityTag tag) {}

    private static final class Copy {
        private final ReentrantLock reading = new ReentrantLock();
        private volatile @Nullable Revoked last;
        private volatile long readAt;
    }

    Revocations(RedisStore redis, Told told) {
        this.redis = redis;
        this.told = told;
        this.revoke = redis.script(Revocations.class, "revoke.lua");
        this.revoked = redis.script(Revocations.class, "revoked.lua");
    }

    /// Takes the passes of a session back, here within a second, elsewhere as soon as they hear of it.
    ///
    /// @param session their `sid`
    /// @param until exclusive; none of them lasts longer
    /// @throws IllegalArgumentException if no pass of ours has such a session
    /// @throws RedisAway if Redis does not answer: they may be taken back or not
    public void revoke(SaleId sale, String session, Instant until) {
        revoke(sale, session, until, false);
    }

    private void revoke(SaleId sale, String session, Instant until, boolean replaced) {
        if (!SESSION.matcher(session).matches()) {
            throw new IllegalArgumentException("no pass has such a session");
        }
        var keys = redis.keys(sale);
        var answer = revoke.run(
                List.of(keys.revoked(), keys.told()), sale, session, until.toEpochMilli(), MOST, replaced, "");
        if (answer.toInteger() == 1) {
            told.wake(sale);
        }
    }

    void cutShort(@Observes StayCutShort cut) {
        revoke(cut.sale(), cut.sid(), cut.until(), cut.replaced());
    }

    /// What has been taken back, as of a second ago.
    ///
    /// @throws RedisAway if this process has never read the list and Redis does not answer
    Revoked of(SaleId sale) {
        var copy = copies.computeIfAbsent(sale, _ -> new Copy());
        var last = copy.last;
        if (last != null && System.nanoTime() - copy.readAt < FRESH.toNanos()) {
            return last;
        }
        if (last == null) {
            copy.reading.lock();
        } else if (!copy.reading.tryLock()) {
            return last; // Somebody is reading it right now.
        }
        try {
            var meanwhile = copy.last;
            if (meanwhile != null && meanwhile != last) {
                return meanwhile;
            }
            var read = read(sale);
            copy.last = read;
            copy.readAt = System.nanoTime();
            return read;
        } catch (RedisAway away) {
            if (last == null) {
                throw away;
            }
            // What was read last is still the best answer; the next to ask tries again in a second.
            copy.readAt = System.nanoTime();
            return last;
        } finally {
            copy.reading.unlock();
        }
    }

    private Revoked read(SaleId sale) {
        var answer = revoked.run(List.of(redis.keys(sale).revoked()), "");
        var sessions = new LinkedHashSet<String>();
        answer.get(1).forEach(session -> sessions.add(session.toString()));
        // Weak, because the time differs while the list is the same.
        var tag = Tags.of(String.join(" ", sessions), true);
        return new Revoked(sessions, Instant.ofEpochMilli(answer.get(0).toLong()), tag);
    }
}
