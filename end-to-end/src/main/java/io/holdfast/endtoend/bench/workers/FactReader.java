package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.RefundEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/// Hears facts as any service does, and writes down when. A fact's id says what it is: its key in the upper half, its
/// number in the lower.
final class FactReader implements AutoCloseable {

    private final Thread thread = new Thread(this::hear, "facts");
    private final KafkaConsumer<String, byte[]> consumer;
    private volatile Told run = Told.NOTHING;
    private volatile boolean stopping;

    FactReader(String servers) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false, "auto.offset.reset", "latest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(RefundEvent.TOPIC).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // It is at the end now, not when it first happens to ask.
        partitions.forEach(consumer::position);
        thread.start();
    }

    /// From now on it is these that are listened for.
    Told expect(Told next) {
        run = next;
        return next;
    }

    private void hear() {
        while (!stopping) {
            for (var message : consumer.poll(Duration.ofMillis(100))) {
                var now = System.nanoTime();
                var id = message.headers().lastHeader("ce_id");
                if (id != null) {
                    var name = UUID.fromString(new String(id.value(), StandardCharsets.UTF_8));
                    run.heard((int) name.getMostSignificantBits(), name.getLeastSignificantBits(), now);
                }
            }
        }
        consumer.close();
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
