package io.holdfast.messaging;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/// A producer that never skips a record: what it puts into a partition is what it was given, from the first on,
/// without a gap, until its first failure. After that it puts nothing there any more.
///
/// An idempotent producer alone does not promise that. A broker refuses what comes after a gap, but when a batch has
/// been given up the producer begins a new epoch with the next one, which the broker then takes. So the line is closed
/// from within the callback of the first failure: that is Kafka's own sending thread, which tells of a batch it has
/// given up before it begins an epoch, and which stops when the callback returns.
///
/// Source: `org.apache.kafka.clients.producer.internals.Sender`, kafka-clients 4.1.
final class RelayLine implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /// @param delivery how long a record may take to be in Kafka, at least 1 s
    RelayLine(Map<String, Object> kafka, String name, Duration delivery) {
        var config = new HashMap<>(kafka);
        var millis = Math.toIntExact(delivery.toMillis());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis / 2);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
        config.put(ProducerConfig.CLIENT_ID_CONFIG, name);
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /// Returns before Kafka has it.
    ///
    /// @throws KafkaException if this or an earlier record has failed
    void send(ProducerRecord<String, byte[]> record) {
        throwFailure();
        try {
            producer.send(record, (_, fault) -> {
                if (fault != null) {
                    fail(fault);
                }
            });
        } catch (RuntimeException e) {
            // An earlier one has failed in the meantime, and the producer is closed.
            fail(e);
        }
        throwFailure();
    }

    /// Returns when Kafka has all that was sent.
    ///
    /// @throws KafkaException if one has failed
    void awaitAll() {
        producer.flush();
        throwFailure();
    }

    private void fail(Exception fault) {
        if (failure.compareAndSet(null, fault)) {
            producer.close(Duration.ZERO);
        }
    }

    private void throwFailure() {
        var fault = failure.get();
        if (fault != null) {
            throw new KafkaException(fault.getMessage(), fault);
        }
    }

    /// What is under way may still arrive.
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
