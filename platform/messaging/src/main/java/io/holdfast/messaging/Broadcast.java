package io.holdfast.messaging;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Tells a measurement straight to Kafka, at most once: it will be out of date before a second try would help. Facts
/// go through the [Outbox].
@ApplicationScoped
public class Broadcast {

    private static final Logger LOG = Logger.getLogger(Broadcast.class);

    private final Map<String, Object> kafkaConfig;
    private final String prefix;
    private final String source;
    private @Nullable Producer<String, byte[]> producer;

    Broadcast(
            @Identifier("default-kafka-broker") Map<String, Object> kafkaConfig,
            @ConfigProperty(name = "holdfast.topics.prefix") Optional<String> prefix,
            @ConfigProperty(name = "quarkus.application.name") String source) {
        this.kafkaConfig = kafkaConfig;
        this.prefix = prefix.orElse("");
        this.source = source;
    }

    void stop(@Observes ShutdownEvent event) {
        var kafka = producer;
        if (kafka != null) {
            kafka.close(Duration.ofSeconds(1));
        }
    }

    /// Returns at once, or after half a second when Kafka is not there.
    public void tell(Event event) {
        var message = new ProducerRecord<>(
                prefix + event.topic(), event.key(), EventCodec.write(event).getBytes(StandardCharsets.UTF_8));
        CloudEventHeaders.write(
                message.headers(),
                UUID.randomUUID(),
                EventCodec.typeOf(event),
                source,
                System.currentTimeMillis(),
                null);
        try {
            producer().send(message, (_, fault) -> {
                if (fault != null) {
                    LOG.debugf("a measurement did not reach Kafka: %s", fault.getMessage());
                }
            });
        } catch (KafkaException away) {
            LOG.debugf("a measurement did not reach Kafka: %s", away.getMessage());
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        var kafka = producer;
        if (kafka == null) {
            var config = new HashMap<>(kafkaConfig);
            config.put(ProducerConfig.ACKS_CONFIG, "1");
            config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
            config.put(ProducerConfig.RETRIES_CONFIG, 0);
            config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 500);
            config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000);
            config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 2_000);
            config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
            config.put(ProducerConfig.CLIENT_ID_CONFIG, source + "-broadcast");
            kafka = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
            producer = kafka;
        }
        return kafka;
    }
}
