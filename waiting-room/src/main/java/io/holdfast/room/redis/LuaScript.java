package io.holdfast.room.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One script of ours, run by its hash; Redis is given the text only when it does not know the hash (any more).
public final class LuaScript {

    private final RedisStore store;
    private final String text;
    private final String hash;

    LuaScript(RedisStore store, String text) {
        this.store = store;
        this.text = text;
        this.hash = sha1(text);
    }

    static String textBesides(Class<?> owner, String file) {
        try (var stream = owner.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException("there is no " + file + " besides " + owner);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param args text or whole numbers
    /// @throws RedisAway if Redis does not answer
    public Response run(List<String> keys, Object... args) {
        try {
            return store.send(Command.EVALSHA, command(hash, keys, args));
        } catch (RedisRefused refused) {
            if (!refused.because("NOSCRIPT")) {
                throw refused;
            }
            return store.send(Command.EVAL, command(text, keys, args));
        }
    }

    /// The same without waiting for it.
    ///
    /// @return fails with [RedisAway] if Redis does not answer
    public CompletionStage<Response> runLater(List<String> keys, Object... args) {
        return store.sendLater(Command.EVALSHA, command(hash, keys, args))
                .exceptionallyCompose(failure -> failure instanceof RedisRefused refused && refused.because("NOSCRIPT")
                        ? store.sendLater(Command.EVAL, command(text, keys, args))
                        : CompletableFuture.failedStage(failure))
                .thenApply(answer -> {
                    if (answer == null) {
                        throw new RedisRefused("nil in answer to a script");
                    }
                    return answer;
                });
    }

    private static Object[] command(String script, List<String> keys, Object... args) {
        var all = new ArrayList<>();
        all.add(script);
        all.add(keys.size());
        all.addAll(keys);
        all.addAll(List.of(args));
        return all.toArray();
    }

    private static String sha1(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
