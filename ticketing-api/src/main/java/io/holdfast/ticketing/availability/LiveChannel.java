package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.loop.Loop;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where processes tell each other of seats: Redis pub/sub, channel `ta:live:<performance>`. Nothing is kept there, and
/// nothing depends on it but how soon others know.
///
/// Whether we hear is not taken on trust: we tell ourselves something twice a second, and when that does not arrive we
/// are deaf.
@ApplicationScoped
class LiveChannel {

    private static final Logger LOG = Logger.getLogger(LiveChannel.class);

    private static final Duration BEAT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final Redis redis;
    private final String channel;
    private final String own;
    private final String process = UUID.randomUUID().toString();
    private final Loop loop = new Loop("live-channel", this::attend);

    private @Nullable Heard heard;
    private volatile @Nullable RedisConnection connection;
    private volatile long heardAt;
    private volatile long hearsSince;
    private volatile boolean hears;

    /// What is to be done with news.
    interface Heard {
        void news(PerformanceId performance, News news);

        /// We can hear again, and do not know what was said meanwhile.
        void again();
    }

    @Inject
    LiveChannel(Redis redis, @ConfigProperty(name = "holdfast.redis.prefix") Optional<String> prefix) {
        this(redis, prefix.orElse(""));
    }

    LiveChannel(Redis redis, String prefix) {
        this.redis = redis;
        this.channel = prefix + "ta:live:";
        this.own = prefix + "ta:live-beat:" + process;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void start() {
        loop.start();
    }

    void stop() throws InterruptedException {
        loop.stop();
        hangUp(connection);
    }

    void listen(Heard listener) {
        heard = listener;
    }

    /// The name of this process among those who tell.
    String process() {
        return process;
    }

    /// Since when we hear whatever others tell, in nanoseconds of this JVM.
    ///
    /// @return empty while we are deaf
    OptionalLong hearsSince() {
        return hears ? OptionalLong.of(hearsSince) : OptionalLong.empty();
    }

    Future<Response> tell(PerformanceId performance, News news) {
        return redis.send(
                Request.cmd(Command.PUBLISH).arg(channel + performance).arg(news.text()));
    }

    private Duration attend() throws InterruptedException {
        var line = connection;
        if (line == null) {
            connect();
            return BEAT;
        }
        redis.send(Request.cmd(Command.PUBLISH).arg(own).arg("1"));
        if (System.nanoTime() - heardAt > PATIENCE.toNanos()) {
            lost(line);
        }
        return BEAT;
    }

    private void connect() throws InterruptedException {
        try {
            var line = await(redis.connect());
            heardAt = System.nanoTime();
            connection = line;
            line.handler(this::on);
            line.endHandler(_ -> lost(line));
            line.exceptionHandler(_ -> lost(line));
            await(line.send(Request.cmd(Command.SUBSCRIBE).arg(own)));
            await(line.send(Request.cmd(Command.PSUBSCRIBE).arg(channel + "*")));
            redis.send(Request.cmd(Command.PUBLISH).arg(own).arg("1"));
        } catch (ExecutionException | TimeoutException e) {
            LOG.debugf("Redis cannot be listened to: %s", e.getMessage());
            lost(connection);
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void lost(@Nullable RedisConnection line) {
        if (line != connection) {
            return;
        }
        connection = null;
        if (hears) {
            hears = false;
            LOG.warn("Redis does not answer: seats are read from the database until it does");
        }
        hangUp(line);
    }

    private static void hangUp(@Nullable RedisConnection line) {
        if (line != null) {
            line.close();
        }
    }

    private void on(Response message) {
        if (message.size() < 3) {
            return;
        }
        var listener = heard;
        switch (message.get(0).toString()) {
            case "message" -> {
                heardAt = System.nanoTime();
                if (!hears) {
                    hearsSince = heardAt;
                    hears = true;
                    if (listener != null) {
                        listener.again();
                    }
                }
            }
            case "pmessage" -> {
                if (listener != null) {
                    hear(listener, message);
                }
            }
            default -> {
                // It has been taken down that we listen.
            }
        }
    }

    private void hear(Heard listener, Response message) {
        var told = message.get(3).toString(StandardCharsets.UTF_8);
        if (News.isFrom(process, told)) {
            return;
        }
        try {
            var performance = PerformanceId.fromString(message.get(2).toString().substring(channel.length()));
            News.read(told).ifPresent(news -> listener.news(performance, news));
        } catch (IllegalArgumentException e) {
            LOG.warnf("something else speaks on %s: %s", channel, e.getMessage());
        }
    }
}
