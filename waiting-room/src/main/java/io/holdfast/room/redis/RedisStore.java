package io.holdfast.room.redis;

import io.holdfast.contracts.id.SaleId;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// The one way to Redis: commands that block the (virtual) thread that asks, for two seconds at most.
@ApplicationScoped
public class RedisStore {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /// What Redis answers while it starts, fails over or is full: it may do the same command in a moment.
    private static final Set<String> PASSING = Set.of(
            "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "BUSY", "OOM", "NOREPLICAS", "MISCONF");

    private final Redis redis;
    private final String prefix;
    private volatile boolean answered;

    @Inject
    RedisStore(Redis redis, @ConfigProperty(name = "holdfast.redis.prefix") Optional<String> prefix) {
        this(redis, prefix.orElse(""));
    }

    /// @param prefix goes before every key
    public RedisStore(Redis redis, String prefix) {
        this.redis = redis;
        this.prefix = prefix;
    }

    /// Whether it has answered since this process started.
    boolean hasAnswered() {
        return answered;
    }

    public SaleKeys keys(SaleId sale) {
        return new SaleKeys(prefix + "wr:{" + sale + "}:");
    }

    /// What the keys of one sale's limits begin with. They lie in the slot of the sale, and are no part of its room.
    public String limits(SaleId sale) {
        return prefix + "wr:limit:{" + sale + "}:";
    }

    /// Where the settings of all sales are kept.
    public String salesKey() {
        return prefix + "wr:sales";
    }

    /// @param owner the class whose package the file lies in
    public LuaScript script(Class<?> owner, String file) {
        return new LuaScript(this, LuaScript.textBesides(owner, file));
    }

    /// @return null when Redis says nil
    /// @throws RedisAway if Redis does not answer
    public @Nullable Response sendNullable(Command command, Object... args) {
        try {
            return sendLater(command, args).toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new RedisAway(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisAway(e);
        }
    }

    /// @throws RedisAway if Redis does not answer
    public Response send(Command command, Object... args) {
        var answer = sendNullable(command, args);
        if (answer == null) {
            throw new RedisRefused("nil in answer to " + command);
        }
        return answer;
    }

    /// The same without waiting for it.
    ///
    /// @return fails with [RedisAway] if Redis does not answer
    CompletionStage<@Nullable Response> sendLater(Command command, Object... args) {
        var request = Request.cmd(command);
        for (var arg : args) {
            request.arg(arg.toString());
        }
        var told = new CompletableFuture<@Nullable Response>();
        redis.send(request)
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((response, failure) -> {
                    if (failure == null) {
                        answered = true;
                        told.complete(response);
                    } else {
                        told.completeExceptionally(cause(
                                failure instanceof CompletionException && failure.getCause() != null
                                        ? failure.getCause()
                                        : failure));
                    }
                });
        return told;
    }

    private static RuntimeException cause(Throwable failure) {
        if (failure instanceof ErrorType error) {
            var message = String.valueOf(error.getMessage());
            var code = message.split(" ", 2)[0];
            return PASSING.contains(code) ? new RedisAway(failure) : new RedisRefused(message);
        }
        return new RedisAway(failure);
    }
}
