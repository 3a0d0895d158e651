package io.holdfast.room.redis;

/// Redis has read the command and will not do it: a fault of ours, unless it is [LuaScript]'s `NOSCRIPT`.
public final class RedisRefused extends RuntimeException {

    RedisRefused(String message) {
        super(message);
    }

    boolean because(String code) {
        var message = getMessage();
        return message != null && message.startsWith(code);
    }
}
