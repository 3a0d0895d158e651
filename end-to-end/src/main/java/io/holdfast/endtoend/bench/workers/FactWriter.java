package io.holdfast.endtoend.bench.workers;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/// Tells facts at a steady pace, whatever becomes of them: by a commit each, as a service does, or straight to Kafka.
/// To the relay that carries them this is another process, so nothing wakes it.
final class FactWriter implements AutoCloseable {

    /// Divides [Told#KEYS], so that one key's facts are told by one thread.
    private static final int THREADS = 16;

    private static final String TYPE = "refund.RefundSettled.v1";

    private static final String APPEND = """
        insert into outbox (id, topic, key, type, payload, traceparent)
        values (?, ?, ?, ?, ?, '')
        """;

    /// Many at once: the key in the upper half of the id, the number in the lower.
    private static final String APPEND_MANY = """
        insert into outbox (id, topic, key, type, payload, traceparent)
        select cast(lpad(to_hex(n %% %1$d), 16, '0') || lpad(to_hex(cast(? as bigint) + n), 16, '0') as uuid),
               ?, (n %% %1$d)::text, ?, ?, ''
          from generate_series(cast(? as bigint), cast(? as bigint)) as n
         order by n
        """.formatted(Told.KEYS);

    private static final int CHUNK = 20_000;

    private final Stage stage;
    private final KafkaProducer<String, byte[]> bare;
    private final List<Connection> connections = new ArrayList<>();
    private final String payload = EventCodec.write(new RefundSettled(
            RefundId.next(),
            OrderId.next(),
            PaymentId.next(),
            PerformanceId.next(),
            CustomerId.next(),
            Money.of(140_000, "KRW"),
            "refund-of-the-gateway",
            Instant.now()));

    FactWriter(Stage stage) throws SQLException {
        this.stage = stage;
        this.bare = new KafkaProducer<>(
                Map.of("bootstrap.servers", stage.kafka().bootstrapServers(), "acks", "all", "linger.ms", 0),
                new StringSerializer(),
                new ByteArraySerializer());
        for (var i = 0; i < THREADS; i++) {
            var connection = stage.connection("refund");
            connection.setAutoCommit(false);
            connections.add(connection);
        }
    }

    @FunctionalInterface
    private interface Telling {
        void tell(Told facts, int index) throws SQLException;
    }

    /// @return what each commit took, nanoseconds
    long[] commit(Told facts, int perSecond) {
        var took = new long[facts.size()];
        steadily(facts, perSecond, (all, index) -> took[index] = commitOne(all, index));
        return took;
    }

    private long commitOne(Told facts, int index) throws SQLException {
        var connection = connections.get(index % THREADS);
        var begun = System.nanoTime();
        try (var statement = connection.prepareStatement(APPEND)) {
            statement.setObject(1, new UUID(Told.key(index), facts.number(index)));
            statement.setString(2, RefundEvent.TOPIC);
            statement.setString(3, String.valueOf(Told.key(index)));
            statement.setString(4, TYPE);
            statement.setString(5, payload);
            statement.executeUpdate();
        }
        connection.commit();
        var committed = System.nanoTime();
        facts.told(index, committed);
        return committed - begun;
    }

    void straight(Told facts, int perSecond) {
        steadily(facts, perSecond, this::send);
    }

    private void send(Told facts, int index) {
        var message = new ProducerRecord<>(
                RefundEvent.TOPIC, String.valueOf(Told.key(index)), payload.getBytes(StandardCharsets.UTF_8));
        var id = new UUID(Told.key(index), facts.number(index));
        message.headers().add("ce_id", id.toString().getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_type", TYPE.getBytes(StandardCharsets.UTF_8));
        facts.told(index, System.nanoTime());
        bare.send(message);
    }

    /// All of them as they would have gathered in the meantime, without a pace.
    void gather(Told facts) throws SQLException {
        var connection = connections.getFirst();
        for (var from = 0; from < facts.size(); from += CHUNK) {
            try (var statement = connection.prepareStatement(APPEND_MANY)) {
                statement.setLong(1, facts.number(0));
                statement.setString(2, RefundEvent.TOPIC);
                statement.setString(3, TYPE);
                statement.setString(4, payload);
                statement.setLong(5, from);
                statement.setLong(6, Math.min(facts.size(), from + CHUNK) - 1L);
                statement.executeUpdate();
            }
            connection.commit();
        }
    }

    private static void steadily(Told facts, int perSecond, Telling telling) {
        var start = System.nanoTime() + 10_000_000;
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> running = new ArrayList<>();
            for (var thread = 0; thread < THREADS; thread++) {
                var from = thread;
                running.add(threads.submit(() -> {
                    for (var index = from; index < facts.size(); index += THREADS) {
                        awaitMoment(start + index * 1_000_000_000L / perSecond);
                        telling.tell(facts, index);
                    }
                    return from;
                }));
            }
            for (var one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a fact could not be told: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static void awaitMoment(long nanos) {
        for (var left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /// @return how many are still to be carried
    long backlog() throws SQLException {
        try (var connection = stage.connection("refund");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        bare.close();
        for (var connection : connections) {
            connection.close();
        }
    }
}
