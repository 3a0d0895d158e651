package io.holdfast.room.redis;

import io.holdfast.stack.test.TestStack;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import java.util.EnumSet;

/// A corner of a real Redis for a test without Quarkus.
public final class RealRedis {

    private static final Vertx VERTX = Vertx.vertx();

    private RealRedis() {}

    public static RedisStore store() {
        var corner = TestStack.fresh(EnumSet.of(TestStack.Part.REDIS));
        var options = new RedisOptions()
                .setConnectionString(corner.get("quarkus.redis.hosts"))
                .setMaxPoolWaiting(1000);
        return new RedisStore(Redis.createClient(VERTX, options), corner.get("holdfast.redis.prefix"));
    }
}
