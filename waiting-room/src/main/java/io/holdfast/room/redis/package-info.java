/// The way to Redis: Lua scripts by their hash, the keys of a sale, and two kinds of failure, [RedisAway]
/// (nobody's fault, try again) and [RedisRefused] (ours).
@NullMarked
package io.holdfast.room.redis;

import org.jspecify.annotations.NullMarked;
