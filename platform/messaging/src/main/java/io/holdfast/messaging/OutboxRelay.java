package io.holdfast.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Carries facts from the outbox to Kafka, oldest first.
///
/// All replicas try; a lock in PostgreSQL, held for one batch, lets one of them work at a time. A fact leaves the
/// table only after Kafka has it, so after a crash it may be sent twice, and is never lost.
///
/// **Order.** Facts of one key are heard for the first time in the order of their numbers (`seq`), because
///
/// 1. every [RelayLine] sends from the oldest row there is, without a gap, and after its first failure never again;
/// 2. so whatever several lines send (after a failure, or two replicas while a lock changes hands) is the same
///    sequence from different beginnings, and each beginning is a fact before which all have arrived;
/// 3. readers pass over what they have heard before.
///
/// The table is always read from its beginning and never beyond the last number seen: a transaction that took a lower
/// number may commit later. For facts of one key that does not happen, see [Outbox].
///
/// **Pace.** A commit in this process wakes the relay. Facts of other processes are found by looking: every
/// 5 ms while there is something to carry and for a second after, every 15 ms else, counted from look to look. `NOTIFY`
/// would not do: commits that notify wait for each other. A batch costs two round trips to PostgreSQL and one to Kafka.
@ApplicationScoped
public class OutboxRelay implements Runnable {

    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

    /// Kafka has nothing to do between two batches, so what has gathered goes in few.
    private static final int BATCH = 5_000;

    /// Of them so many are in memory, as records that were put aside may be large.
    private static final int AT_ONCE = 100;

    private static final Duration BUSY = Duration.ofMillis(5);
    private static final Duration IDLE = Duration.ofMillis(15);
    private static final Duration BUSY_FOR = Duration.ofSeconds(1);
    private static final Duration AWAY = Duration.ofSeconds(1);

    /// Those that are gone lie in the way of whoever looks for the oldest until they are vacuumed away, and autovacuum
    /// looks around once a minute only.
    private static final int VACUUM_AFTER = 50_000;

    /// One round trip when there is nothing to do, which is most of the time. By the index: `exists` would let
    /// PostgreSQL read the table instead, and with it the room of all that is gone.
    private static final String ANY = "select true from outbox order by seq limit 1";

    /// Nothing while another replica is at it. What this one sees may be a moment older than the lock, so that a batch
    /// is sent twice when the lock changes hands just then; see "Order".
    ///
    /// What a crash of PostgreSQL forgets of this transaction is sent again, so nobody waits for its disk.
    private static final String OLDEST = """
        with mine as materialized (
            select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.outbox', 0))
                   and set_config('synchronous_commit', 'off', true) = 'off' as to_do)
        select seq, id, topic, key, type, payload, traceparent,
               cast(extract(epoch from at) * 1000 as bigint) as at, raw, header_names, header_values
          from outbox
         where (select to_do from mine)
         order by seq
         limit %d
        """.formatted(BATCH);

    /// Both in one round trip.
    private static final String DONE = "delete from outbox where seq = any (?); commit";

    /// Without giving the end of the file back to the system, which would lock the table.
    private static final String VACUUM = "vacuum (truncate off, index_cleanup on) outbox";

    /// At most so many: numbers are taken by transactions that were rolled back, too. Counting would read them all.
    private static final String WAITING = """
        select newest.seq - oldest.seq + 1 as waiting,
               cast(extract(epoch from now() - oldest.at) * 1000 as bigint) as oldest
          from (select seq, at from outbox order by seq limit 1) as oldest,
               (select seq from outbox order by seq desc limit 1) as newest
        """;

    private final DataSource database;
    private final Map<String, Object> kafka;
    private final String prefix;
    private final String source;
    private final Duration delivery;
    private final Semaphore work = new Semaphore(0);
    private final AtomicLong oldestAge = new AtomicLong();
    private final AtomicLong waiting = new AtomicLong();
    private final Thread thread = Thread.ofVirtual().name("outbox-relay").unstarted(this);
    private final AtomicBoolean vacuuming = new AtomicBoolean();
    private Optional<RelayLine> line = Optional.empty();
    private long lastCarried = System.nanoTime() - BUSY_FOR.toNanos();
    private int goneSinceVacuum;
    private volatile boolean stopping;

    /// @param delivery how long a batch may take to be in Kafka; what takes longer is sent again from the oldest on
    OutboxRelay(
            DataSource database,
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            @ConfigProperty(name = "holdfast.topics.prefix") Optional<String> prefix,
            @ConfigProperty(name = "quarkus.application.name") String source,
            @ConfigProperty(name = "holdfast.outbox.delivery", defaultValue = "10s") Duration delivery,
            MeterRegistry metrics) {
        this.database = database;
        this.kafka = kafka;
        this.prefix = prefix.orElse("");
        this.source = source;
        this.delivery = delivery;
        metrics.gauge("holdfast.outbox.oldest.age.millis", oldestAge);
        metrics.gauge("holdfast.outbox.waiting", waiting);
    }

    void start(@Observes @Priority(Interceptor.Priority.LIBRARY_AFTER) StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        thread.join(Duration.ofSeconds(5));
    }

    void wake() {
        work.release();
    }

    @Override
    public void run() {
        var isBusy = false;
        try {
            while (!stopping) {
                try {
                    var begun = System.nanoTime();
                    var carried = carried(isBusy);
                    isBusy = carried > 0;
                    if (carried > 0) {
                        lastCarried = System.nanoTime();
                        vacuumAfter(carried);
                    }
                    if (carried < BATCH && work.tryAcquire(pauseSince(begun), TimeUnit.NANOSECONDS)) {
                        work.drainPermits();
                    }
                } catch (SQLException | RuntimeException away) {
                    abandonLine();
                    LOG.warnf("events stay in the outbox, next try in %s: %s", AWAY, away.getMessage());
                    Thread.sleep(AWAY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            abandonLine();
        }
    }

    /// @return nanoseconds until the next look, none when this one took longer
    private long pauseSince(long begun) {
        var now = System.nanoTime();
        var pace = now - lastCarried < BUSY_FOR.toNanos() ? BUSY : IDLE;
        return Math.max(0, pace.toNanos() - (now - begun));
    }

    /// @param isBusy whether there was something a moment ago, so that it need not be asked first
    /// @return how many were carried; 0 when there are none or another replica is at it
    private int carried(boolean isBusy) throws SQLException, InterruptedException {
        try (var connection = database.getConnection()) {
            if (!isBusy && !isAnyThere(connection)) {
                return 0;
            }
            connection.setAutoCommit(false);
            try {
                var count = carryOldest(connection);
                connection.commit();
                return count;
            } catch (SQLException | RuntimeException | InterruptedException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean isAnyThere(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(ANY);
                var rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    private int carryOldest(Connection connection) throws SQLException, InterruptedException {
        List<Long> carried = new ArrayList<>();
        var kafkaLine = line();
        try (var statement = connection.prepareStatement(OLDEST)) {
            statement.setFetchSize(AT_ONCE);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    carried.add(rows.getLong("seq"));
                    kafkaLine.send(rows.getArray("header_names") == null ? fact(rows) : asItWas(rows));
                }
            }
        }
        if (carried.isEmpty()) {
            return 0;
        }
        kafkaLine.awaitAll();
        try (var statement = connection.prepareStatement(DONE)) {
            statement.setArray(1, connection.createArrayOf("bigint", carried.toArray()));
            statement.executeUpdate();
        }
        return carried.size();
    }

    private ProducerRecord<String, byte[]> fact(ResultSet row) throws SQLException {
        var record = new ProducerRecord<>(
                prefix + row.getString("topic"),
                row.getString("key"),
                row.getString("payload").getBytes(StandardCharsets.UTF_8));
        CloudEventHeaders.write(
                record.headers(),
                row.getObject("id", UUID.class),
                row.getString("type"),
                source,
                row.getLong("at"),
                row.getString("traceparent"));
        return record;
    }

    private ProducerRecord<String, byte[]> asItWas(ResultSet row) throws SQLException {
        var record = new ProducerRecord<>(prefix + row.getString("topic"), row.getString("key"), row.getBytes("raw"));
        var names = (String[]) row.getArray("header_names").getArray();
        var values = (byte[][]) row.getArray("header_values").getArray();
        for (var i = 0; i < names.length; i++) {
            record.headers().add(names[i], values[i]);
        }
        return record;
    }

    private RelayLine line() {
        var open = line.orElseGet(() -> new RelayLine(kafka, source + "-outbox", delivery));
        line = Optional.of(open);
        return open;
    }

    private void abandonLine() {
        line.ifPresent(RelayLine::close);
        line = Optional.empty();
    }

    /// Beside the relay, which goes on meanwhile.
    private void vacuumAfter(int gone) {
        goneSinceVacuum += gone;
        if (goneSinceVacuum >= VACUUM_AFTER && vacuuming.compareAndSet(false, true)) {
            goneSinceVacuum = 0;
            Thread.ofVirtual().name("outbox-vacuum").start(this::vacuum);
        }
    }

    private void vacuum() {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(VACUUM);
        } catch (SQLException e) {
            LOG.warnf("the outbox is not vacuumed for now: %s", e.getMessage());
        } finally {
            vacuuming.set(false);
        }
    }

    /// What waits is told by every replica, also while Kafka is away.
    @Scheduled(every = "5s", delayed = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(WAITING);
                var rows = statement.executeQuery()) {
            var any = rows.next();
            waiting.set(any ? rows.getLong("waiting") : 0);
            oldestAge.set(any ? Math.max(0, rows.getLong("oldest")) : 0);
        }
    }
}
