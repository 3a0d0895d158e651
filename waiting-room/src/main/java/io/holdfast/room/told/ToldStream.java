package io.holdfast.room.told;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;

/// `take.lua` and `sent.lua`, with types, in the name of one relay.
final class ToldStream {

    /// How long a relay that has died keeps others from its work.
    static final Duration LEASE = Duration.ofSeconds(2);

    private final RedisStore redis;
    private final LuaScript take;
    private final LuaScript sent;
    private final String relay = UUID.randomUUID().toString();

    /// @param waiting how many entries the stream has
    /// @param entries the oldest of them; none while another relay is at work
    record Taken(long waiting, List<Entry> entries) {}

    ToldStream(RedisStore redis) {
        this.redis = redis;
        this.take = redis.script(ToldStream.class, "take.lua");
        this.sent = redis.script(ToldStream.class, "sent.lua");
    }

    /// @param most 0 only keeps the lease
    Taken take(SaleId sale, int most) {
        var keys = redis.keys(sale);
        var answer = take.run(List.of(keys.told(), keys.toldBy()), relay, LEASE.toMillis(), most);
        var entries = StreamSupport.stream(answer.get(1).spliterator(), false)
                .map(entry -> Entry.of(keys.told(), entry))
                .toList();
        return new Taken(answer.get(0).toLong(), entries);
    }

    /// @return how many entries wait
    long sent(SaleId sale, List<Entry> entries) {
        var keys = redis.keys(sale);
        var args = new ArrayList<Object>();
        args.add(relay);
        entries.forEach(entry -> args.add(entry.id()));
        return sent.run(List.of(keys.told(), keys.toldBy()), args.toArray()).toLong();
    }
}
