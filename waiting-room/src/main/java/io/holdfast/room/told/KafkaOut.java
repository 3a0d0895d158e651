package io.holdfast.room.told;

import io.holdfast.contracts.event.TurnEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Gives entries to Kafka. Used by one thread.
final class KafkaOut implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaOut.class);

    /// How often there is time for something else while Kafka has not answered.
    private static final Duration ROUND = Duration.ofMillis(500);

    private final Map<String, Object> config;
    private final String topicPrefix;
    private final String source;
    private @Nullable Producer<String, byte[]> producer;

    /// @param source the service's name
    KafkaOut(Map<String, Object> config, String topicPrefix, String source) {
        this.config = config;
        this.topicPrefix = topicPrefix;
        this.source = source;
    }

    /// Returns when Kafka has them all, in their order.
    ///
    /// @param meanwhile done now and then while Kafka has not answered
    /// @throws KafkaAway if it does not have all of them; it may have some
    void send(List<Entry> entries, Runnable meanwhile) throws InterruptedException {
        try {
            var kafka = producer();
            var sent = new ArrayList<Future<?>>();
            for (var entry : entries) {
                var one = kafka.send(message(entry), (_, fault) -> {
                    if (fault != null) {
                        // In Kafka's own sending thread, before it comes to what follows: that must not go out alone.
                        kafka.close(Duration.ZERO);
                    }
                });
                sent.add(one);
                if (one.isDone()) {
                    // Each would wait anew for a broker nobody has ever reached.
                    one.get();
                }
            }
            for (var one : sent) {
                await(one, meanwhile);
            }
        } catch (KafkaException | IllegalStateException | ExecutionException e) {
            // What is still on its way to a broker that is away must not arrive after what is sent next.
            close();
            throw new KafkaAway(e);
        }
    }

    private static void await(Future<?> sent, Runnable meanwhile) throws InterruptedException, ExecutionException {
        while (true) {
            try {
                sent.get(ROUND.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException _) {
                // The producer gives up by itself; until then it may still arrive.
                meanwhile.run();
            }
        }
    }

    /// What nobody could read is put aside, as a reader would.
    private ProducerRecord<String, byte[]> message(Entry entry) {
        try {
            return entry.message(topicPrefix, source);
        } catch (IllegalArgumentException e) {
            LOG.errorf(e, "entry %s of %s is no event and goes to the dead letters", entry.id(), entry.stream());
            return new ProducerRecord<>(
                    topicPrefix + TurnEvent.TOPIC + ".dlq",
                    entry.stream(),
                    entry.data().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Producer<String, byte[]> producer() {
        var kafka = producer;
        if (kafka == null) {
            var all = new HashMap<>(config);
            all.put(ProducerConfig.ACKS_CONFIG, "all");
            all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
            all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
            all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            all.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
            all.put(ProducerConfig.CLIENT_ID_CONFIG, source + "-told");
            kafka = new KafkaProducer<>(all, new StringSerializer(), new ByteArraySerializer());
            producer = kafka;
        }
        return kafka;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /// Kafka has not taken what it was given.
    static final class KafkaAway extends RuntimeException {
        KafkaAway(Throwable cause) {
            super("Kafka does not take it: " + cause.getMessage(), cause);
        }
    }
}
