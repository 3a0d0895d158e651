package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// People who wait, put there by the waiting room's own `join.lua`, many in a call, so that a million of them takes
/// seconds. What Redis then holds is what it would hold had each of them come over HTTP.
final class Crowd {

    /// How long before the opening a sale's lobby opens here.
    static final Duration LOBBY = Duration.ofHours(1);

    /// How long after the opening it closes.
    static final Duration LASTS = Duration.ofHours(3);

    private static final int IN_A_CALL = 200;
    private static final int CALLS_ON_THE_WAY = 50;

    private final RedisLine redis;
    private final LuaFunction join;

    Crowd(RedisLine redis) throws IOException {
        this.redis = redis;
        this.join = LuaFunction.at("queue/join.lua");
    }

    /// So many members join at one moment.
    ///
    /// @param opensAt when the sale opens; those who come before are drawn
    /// @return their subjects, first come first
    List<String> fill(SaleId sale, Instant opensAt, Instant now, int count) {
        var script = join.on(redis, sale.toString());
        var given = Map.of(
                "lobby", opensAt.minus(LOBBY).toEpochMilli(),
                "opens", opensAt.toEpochMilli(),
                "closes", opensAt.plus(LASTS).toEpochMilli(),
                "epoch", 0,
                "sale", sale,
                "now", now.toEpochMilli());
        var subjects = new ArrayList<String>(count);
        var onTheWay = 0;
        while (subjects.size() < count) {
            var visitors = new ArrayList<>();
            for (var i = Math.min(IN_A_CALL, count - subjects.size()); i > 0; i--) {
                var subject = Subject.member(CustomerId.next()).value();
                subjects.add(subject);
                // Nothing renounced, no invitation, one name.
                visitors.addAll(List.of("", "", 1, subject));
            }
            script.send(given, visitors);
            if (++onTheWay == CALLS_ON_THE_WAY) {
                collect(onTheWay);
                onTheWay = 0;
            }
        }
        collect(onTheWay);
        return subjects;
    }

    private void collect(int answers) {
        for (var i = 0; i < answers; i++) {
            if (!(redis.answer() instanceof List<?> joined) || !joined.get(3).equals("NEW")) {
                throw new IllegalStateException("the crowd could not join");
            }
        }
    }
}
