package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/// Hears everything told on one topic from now on, and when.
final class Ear implements AutoCloseable {

    /// @param at when it was heard
    record Heard(Event event, Instant at) {}

    private final KafkaConsumer<String, byte[]> consumer;
    private final Queue<Heard> heard = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException deaf;

    Ear(String servers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false, "fetch.max.wait.ms", 20),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // It is at the end now, not when it first happens to ask.
        partitions.forEach(consumer::position);
        thread = new Thread(this::listen, "ear");
        thread.start();
    }

    private void listen() {
        try (consumer) {
            while (!stopping) {
                for (var message : consumer.poll(Duration.ofMillis(100))) {
                    var now = Instant.now();
                    read(message).ifPresent(event -> heard.add(new Heard(event, now)));
                }
            }
        } catch (RuntimeException e) {
            deaf = e;
        }
    }

    private static Optional<Event> read(ConsumerRecord<String, byte[]> message) {
        var type = message.headers().lastHeader("ce_type");
        return type == null
                ? Optional.empty()
                : EventCodec.read(new String(type.value(), StandardCharsets.UTF_8), message.value());
    }

    /// As they were heard; those with the same key in the order they were told.
    Stream<Heard> heard() {
        var fault = deaf;
        if (fault != null) {
            throw new IllegalStateException("what is told is not heard any more", fault);
        }
        return heard.stream();
    }

    <E extends Event> List<E> heard(Class<E> type) {
        return heard().map(Heard::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    void forget() {
        heard.clear();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
