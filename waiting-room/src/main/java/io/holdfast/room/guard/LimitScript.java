package io.holdfast.room.guard;

import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisStore;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// `limit.lua`, with types.
final class LimitScript {

    private final LuaScript script;

    LimitScript(RedisStore redis) {
        this.script = redis.script(LimitScript.class, "limit.lua");
    }

    /// @param burst tokens when full, ≥ 1
    /// @param perSecond tokens that come back, > 0
    /// @param takes whether a token is wanted; else only the count is asked for
    /// @param counts whether it is told what was taken within the last minute
    record Bucket(String key, int burst, double perSecond, boolean takes, boolean counts) {

        Bucket {
            if (burst < 1 || !(perSecond > 0)) {
                throw new IllegalArgumentException("burst and pace of a limit are above zero");
            }
        }
    }

    /// @param pause until it may be tried again; zero: there was a token in each bucket, and it has been taken
    /// @param emptiest which bucket, by its place in the request, has to be waited for the longest; 0: none
    /// @param crowd what was taken within the last minute from the buckets that count
    record Answer(Duration pause, int emptiest, long crowd) {

        boolean taken() {
            return pause.isZero();
        }
    }

    /// @param requests the buckets of each, all in one Redis slot
    /// @param now null: by Redis' own clock
    /// @return an answer to each; fails with [RedisAway] if Redis does not answer
    CompletionStage<List<Answer>> run(List<List<Bucket>> requests, @Nullable Instant now) {
        var keys = new ArrayList<String>();
        var args = new ArrayList<>();
        args.add(now == null ? "" : now.toEpochMilli());
        for (var buckets : requests) {
            args.add(buckets.size());
            for (var bucket : buckets) {
                keys.add(bucket.key());
                args.add(bucket.burst());
                args.add(1000 / bucket.perSecond());
                args.add(bucket.takes() ? 1 : 0);
                args.add(bucket.counts() ? 1 : 0);
            }
        }
        return script.runLater(keys, args.toArray()).thenApply(LimitScript::answers);
    }

    private static List<Answer> answers(Response said) {
        var answers = new ArrayList<Answer>();
        for (var i = 0; i < said.size(); i += 3) {
            answers.add(new Answer(
                    Duration.ofMillis(said.get(i).toLong()),
                    said.get(i + 1).toInteger(),
                    said.get(i + 2).toLong()));
        }
        return answers;
    }
}
