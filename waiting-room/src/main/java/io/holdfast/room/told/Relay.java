package io.holdfast.room.told;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.loop.Loop;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sale;
import io.holdfast.room.sale.Sales;
import io.holdfast.room.told.KafkaOut.KafkaAway;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Carries events from the streams to Kafka, oldest first.
///
/// Every process has one. A lease lets one at a time work on a sale, which keeps its order, and is let go in the same
/// step that finds nothing left. Whoever writes an event down wakes the relay of their own process; what a script or a
/// process that died has left behind is found within a second.
@ApplicationScoped
class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int BATCH = 200;
    private static final Duration ROUND = Duration.ofSeconds(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    /// So many entries are nearly more than are kept.
    private static final long MANY = Told.MOST * 8L / 10;

    private final ToldStream stream;
    private final KafkaOut kafka;
    private final Supplier<Collection<SaleId>> sales;
    private final Set<SaleId> woken = ConcurrentHashMap.newKeySet();
    private final Map<SaleId, Long> waiting = new ConcurrentHashMap<>();
    private final Loop loop = new Loop("told-relay", this::carry);
    private boolean away;
    private long next = System.nanoTime();

    @Inject
    Relay(
            RedisStore redis,
            Sales sales,
            @Identifier("default-kafka-broker") Map<String, Object> kafkaConfig,
            @ConfigProperty(name = "holdfast.topics.prefix") Optional<String> topicPrefix,
            @ConfigProperty(name = "quarkus.application.name") String source,
            MeterRegistry metrics) {
        this(
                new ToldStream(redis),
                new KafkaOut(kafkaConfig, topicPrefix.orElse(""), source),
                () -> sales.all().stream().map(Sale::id).toList());
        Gauge.builder("holdfast.told.waiting", this, Relay::waiting)
                .description("events that Kafka does not have yet")
                .register(metrics);
    }

    /// @param sales whose streams are looked after
    Relay(ToldStream stream, KafkaOut kafka, Supplier<Collection<SaleId>> sales) {
        this.stream = stream;
        this.kafka = kafka;
        this.sales = sales;
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
        // What was sent and not removed by then is sent again by another process.
        loop.stop();
        kafka.close();
    }

    void wake(SaleId sale) {
        woken.add(sale);
        loop.wake();
    }

    /// How many events wait, as far as this process knows.
    long waiting() {
        return waiting.values().stream().mapToLong(Long::longValue).sum();
    }

    private Duration carry() throws InterruptedException {
        try {
            var all = System.nanoTime() - next >= 0;
            if (all) {
                next = System.nanoTime() + ROUND.toNanos();
            }
            carry(all);
            if (away) {
                LOG.warn("events are told again");
                away = false;
            }
            return Duration.ofNanos(next - System.nanoTime());
        } catch (RedisAway | KafkaAway e) {
            if (!away) {
                LOG.warnf("events wait in Redis: %s", e.getMessage());
                away = true;
            }
            Thread.sleep(PAUSE_AFTER_FAILURE);
            return Duration.ZERO;
        }
    }

    private void carry(boolean all) throws InterruptedException {
        var these = new LinkedHashSet<>(woken);
        if (all) {
            var known = sales.get();
            these.addAll(known);
            waiting.keySet().retainAll(these);
        }
        for (var sale : these) {
            if (loop.isStopping()) {
                return;
            }
            woken.remove(sale);
            try {
                carry(sale);
            } catch (RedisAway | KafkaAway away) {
                woken.add(sale);
                throw away;
            }
        }
    }

    private void carry(SaleId sale) throws InterruptedException {
        var taken = stream.take(sale, BATCH);
        note(sale, taken.waiting());
        while (!taken.entries().isEmpty() && !loop.isStopping()) {
            kafka.send(taken.entries(), () -> stream.take(sale, 0));
            note(sale, stream.sent(sale, taken.entries()));
            taken = stream.take(sale, BATCH);
        }
    }

    private void note(SaleId sale, long count) {
        var before = waiting.put(sale, count);
        if (count >= MANY && (before == null || before < MANY)) {
            LOG.warnf("%d events of sale %s wait; beyond %d the oldest are lost", count, sale, Told.MOST);
        }
    }
}
