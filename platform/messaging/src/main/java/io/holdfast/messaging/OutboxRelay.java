package io.holdfast.messaging;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
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

/// Carries facts from the outbox to Kafka, oldest first.
///
/// All replicas try; a lock in PostgreSQL, held for one batch, lets one of them work at a time, which keeps the
/// order. A fact leaves the table only after Kafka has it, so after a crash it may be sent twice, and is never
/// lost. A commit in this process wakes the relay; facts of other processes are found by polling.
@ApplicationScoped
public class OutboxRelay implements Runnable {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 500;
    private static final Duration IDLE = Duration.ofMillis(25);
    private static final Duration KAFKA_AWAY = Duration.ofSeconds(1);

    private static final String MINE_TO_DO = """
        select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.outbox', 0))
        """;

    private static final String OLDEST = """
        select seq, id, topic, key, type, payload, traceparent, extract(epoch from at) * 1000
          from outbox
         order by seq
         limit %d
        """.formatted(BATCH);

    private static final String DONE = "delete from outbox where seq = any (?)";

    private final DataSource database;
    private final Map<String, Object> kafkaConfig;
    private final String prefix;
    private final String source;
    private final Semaphore work = new Semaphore(0);
    private final AtomicLong oldestAge = new AtomicLong();
    private final Thread thread = Thread.ofVirtual().name("outbox-relay").unstarted(this);
    private @Nullable Producer<String, byte[]> producer;
    private volatile boolean stopping;

    OutboxRelay(
            DataSource database,
            @Identifier("default-kafka-broker") Map<String, Object> kafkaConfig,
            @ConfigProperty(name = "holdfast.topics.prefix") Optional<String> prefix,
            @ConfigProperty(name = "quarkus.application.name") String source,
            MeterRegistry metrics) {
        this.database = database;
        this.kafkaConfig = kafkaConfig;
        this.prefix = prefix.orElse("");
        this.source = source;
        metrics.gauge("holdfast.outbox.oldest.age.millis", oldestAge);
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        thread.join(Duration.ofSeconds(5));
        if (producer != null) {
            producer.close(Duration.ofSeconds(2));
        }
    }

    void wake() {
        work.release();
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    if (carried() < BATCH && work.tryAcquire(IDLE.toMillis(), TimeUnit.MILLISECONDS)) {
                        work.drainPermits();
                    }
                } catch (SQLException | KafkaException | ExecutionException | TimeoutException away) {
                    LOG.warnf("events stay in the outbox, next try in %s: %s", KAFKA_AWAY, away.getMessage());
                    Thread.sleep(KAFKA_AWAY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// @return how many facts were carried; 0 when there are none or another replica is at it
    private int carried() throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                var count = mineToDo(connection) ? carryOldest(connection) : 0;
                connection.commit();
                return count;
            } catch (SQLException | KafkaException | ExecutionException | TimeoutException | InterruptedException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean mineToDo(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(MINE_TO_DO);
                var rows = statement.executeQuery()) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private int carryOldest(Connection connection)
            throws SQLException, InterruptedException, ExecutionException, TimeoutException {
        List<Long> carried = new ArrayList<>();
        List<Future<?>> sent = new ArrayList<>();
        var oldest = 0L;
        try (var statement = connection.prepareStatement(OLDEST);
                var rows = statement.executeQuery()) {
            while (rows.next()) {
                carried.add(rows.getLong(1));
                var at = rows.getLong(8);
                oldest = oldest == 0 ? System.currentTimeMillis() - at : oldest;
                var event = new ProducerRecord<>(
                        prefix + rows.getString(3),
                        rows.getString(4),
                        rows.getString(6).getBytes(StandardCharsets.UTF_8));
                CloudEventHeaders.write(
                        event.headers(),
                        rows.getObject(2, UUID.class),
                        rows.getString(5),
                        source,
                        at,
                        rows.getString(7));
                sent.add(producer().send(event));
            }
        }
        oldestAge.set(Math.max(0, oldest));
        if (carried.isEmpty()) {
            return 0;
        }
        for (var one : sent) {
            one.get(15, SECONDS);
        }
        try (var statement = connection.prepareStatement(DONE)) {
            statement.setArray(1, connection.createArrayOf("bigint", carried.toArray()));
            statement.executeUpdate();
        }
        return carried.size();
    }

    private Producer<String, byte[]> producer() {
        var kafka = producer;
        if (kafka == null) {
            var config = new HashMap<>(kafkaConfig);
            config.put(ProducerConfig.ACKS_CONFIG, "all");
            config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
            config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
            config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
            config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
            config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
            config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "none");
            config.put(ProducerConfig.CLIENT_ID_CONFIG, source + "-outbox");
            kafka = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
            producer = kafka;
        }
        return kafka;
    }
}
