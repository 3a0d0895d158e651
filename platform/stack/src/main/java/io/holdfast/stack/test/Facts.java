package io.holdfast.stack.test;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Tells a service under test what others would have told it, and reads what it told.
public final class Facts implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// An event under the id it was told with.
    public record Fact(UUID id, Event event) {}

    private final String servers;
    private final String prefix;
    private final KafkaProducer<String, byte[]> producer;

    /// @param prefix before each topic's name
    public Facts(String servers, String prefix) {
        this.servers = servers;
        this.prefix = prefix;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all"), new StringSerializer(), new ByteArraySerializer());
    }

    /// Returns when Kafka has it.
    public Fact tell(Event event) {
        var fact = new Fact(UUID.randomUUID(), event);
        repeat(fact);
        return fact;
    }

    public void repeat(Fact fact) {
        var event = fact.event();
        var message = new ProducerRecord<>(
                prefix + event.topic(), event.key(), EventCodec.write(event).getBytes(StandardCharsets.UTF_8));
        put(message, "ce_specversion", "1.0");
        put(message, "ce_id", fact.id().toString());
        put(message, "ce_type", EventCodec.typeOf(event));
        put(message, "ce_source", "/test");
        put(message, "ce_time", Instant.now().toString());
        put(message, "content-type", "application/json");
        send(message);
    }

    /// Something no reader can read.
    public void tellNonsense(String topic, String key) {
        send(new ProducerRecord<>(prefix + topic, key, "nonsense".getBytes(StandardCharsets.UTF_8)));
    }

    /// A record without content.
    public void tellNothing(String topic, String key) {
        send(new ProducerRecord<>(prefix + topic, key, null));
    }

    /// Everything told on the topic so far, nonsense left out; each key's facts in order.
    public List<Fact> told(String topic) {
        var facts = new ArrayList<Fact>();
        for (var message : everythingOn(topic)) {
            if (message.headers().lastHeader("ce_type") == null) {
                continue;
            }
            facts.add(new Fact(
                    UUID.fromString(header(message, "ce_id")),
                    EventCodec.read(header(message, "ce_type"), message.value()).orElseThrow()));
        }
        return facts;
    }

    /// How many messages the topic has, readable or not.
    public int countOn(String topic) {
        return everythingOn(topic).size();
    }

    /// The same as Kafka has it, nonsense and all; each partition's in order.
    public List<ConsumerRecord<String, byte[]>> everythingOn(String topic) {
        var config = Map.<String, Object>of(
                "bootstrap.servers", servers, "enable.auto.commit", false, "fetch.max.wait.ms", 10);
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(prefix + topic).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            var messages = new ArrayList<ConsumerRecord<String, byte[]>>();
            var deadline = Instant.now().plus(PATIENCE);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException("Kafka does not give what it has on " + topic);
                }
                consumer.poll(Duration.ofMillis(50)).forEach(messages::add);
            }
            return messages;
        }
    }

    private static String header(ConsumerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static void put(ProducerRecord<String, byte[]> message, String name, String value) {
        message.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /// Tells a message again, word for word.
    void repeat(ConsumerRecord<String, byte[]> message) {
        send(new ProducerRecord<>(message.topic(), null, message.key(), message.value(), message.headers()));
    }

    private void send(ProducerRecord<String, byte[]> message) {
        try {
            producer.send(message).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
