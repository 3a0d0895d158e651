package io.holdfast.room.door;

import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A process that looks at one door and remembers what it saw. Its clock is an argument.
public final class Looking {

    private final Admit admit;
    private final Recover recover;
    private final Sale sale;
    private @Nullable KnownRoom known;

    public Looking(RedisStore redis, Sale sale) {
        this.admit = new Admit(redis);
        this.recover = new Recover(redis);
        this.sale = sale;
    }

    public Room look(Instant now) {
        var remembered = known == null ? null : known.remembered();
        var room = admit.run(sale, remembered, now).or(() -> {
            var epoch = recover.run(sale, remembered, known.floor(sale), 100, now);
            return admit.run(sale, epoch, now);
        });
        if (known == null) {
            known = new KnownRoom(room.orElseThrow());
        }
        known.renew(sale, room.orElseThrow(), System.nanoTime());
        return room.orElseThrow();
    }
}
