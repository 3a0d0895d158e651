package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Tells facts as ticketing-api does (`src-docs/events.md`): straight to Kafka, or by a commit into an outbox.
final class Sales implements AutoCloseable {

    private static final String APPEND = """
        insert into outbox (id, topic, key, type, payload, traceparent)
        values (?, ?, ?, ?, ?, '')
        """;

    private final KafkaProducer<String, byte[]> producer;

    Sales(String servers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers, "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /// Returns when Kafka has it.
    ///
    /// @return when it was given to Kafka
    Instant tell(Event event) {
        return tell(List.of(event));
    }

    /// All of them at once and in this order, as far as they have the same key; returns when Kafka has them.
    ///
    /// @return when the first was given to Kafka
    Instant tell(Collection<? extends Event> events) {
        var began = Instant.now();
        List<Future<?>> sent = List.copyOf(events.stream()
                .map(event -> (Future<?>) producer.send(record(event)))
                .toList());
        try {
            for (var one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka did not take it", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return began;
    }

    /// Commits it into the outbox of whoever owns the connection, from where a relay carries it to Kafka.
    ///
    /// @return when it was committed
    static Instant commit(Connection connection, Event event) throws SQLException {
        connection.setAutoCommit(false);
        try (var statement = connection.prepareStatement(APPEND)) {
            statement.setObject(1, UUID.randomUUID());
            statement.setString(2, event.topic());
            statement.setString(3, event.key());
            statement.setString(4, EventCodec.typeOf(event));
            statement.setString(5, EventCodec.write(event));
            statement.executeUpdate();
        }
        connection.commit();
        return Instant.now();
    }

    private static ProducerRecord<String, byte[]> record(Event event) {
        var message = new ProducerRecord<>(
                event.topic(), event.key(), EventCodec.write(event).getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_type",
                        EventCodec.typeOf(event),
                        "ce_source",
                        "/ticketing-api",
                        "ce_time",
                        Instant.now().toString(),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> message.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return message;
    }

    @Override
    public void close() {
        producer.close();
    }
}
