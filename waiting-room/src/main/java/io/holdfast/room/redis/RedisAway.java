package io.holdfast.room.redis;

/// Redis does not answer, or not yet. Nothing is known about what became of the command.
public final class RedisAway extends RuntimeException {

    RedisAway(Throwable cause) {
        super("Redis does not answer: " + cause, cause);
    }

    public RedisAway(String what) {
        super("Redis does not answer: " + what);
    }
}
