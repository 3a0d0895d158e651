package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.holdfast.stack.Kafka;
import io.holdfast.stack.process.Directories;
import io.holdfast.stack.test.TestStack;
import io.holdfast.stack.test.TestStack.Part;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/// A relay with a Kafka of its own, which may stall or die.
class OutboxRelayTest {

    private static final String TOPIC = "facts";
    private static final int KEYS = 8;

    /// So short that a stall of the broker outlasts it.
    private static final Duration DELIVERY = Duration.ofSeconds(2);

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private Path directory;
    private Kafka kafka;
    private DataSource database;
    private final List<OutboxRelay> relays = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        directory = Directories.temporary("relay-test");
        kafka = Kafka.start(new Kafka.Setup(directory, 0, 0, null));
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1))).all().get();
        }
        var told = TestStack.fresh(Set.of(Part.POSTGRES));
        var postgres = new PGSimpleDataSource();
        postgres.setUrl(told.get("quarkus.datasource.jdbc.url"));
        postgres.setUser(told.get("quarkus.datasource.username"));
        postgres.setPassword(told.get("quarkus.datasource.password"));
        database = postgres;
        Flyway.configure().dataSource(database).locations("db/messaging").load().migrate();
    }

    @AfterEach
    void stop() throws Exception {
        kafka.process().thaw();
        for (var relay : relays) {
            relay.stop(new ShutdownEvent());
        }
        kafka.close();
        Directories.remove(directory);
    }

    @Test
    void facts_of_one_key_arrive_in_order_however_often_the_broker_stalls() throws Exception {
        // Given
        var chance = new Random(7);
        startRelay();
        var numbers = 0L;

        // When: stalls about as long as the relay waits, so that of two batches under way one is given up
        for (var stall = 0; stall < 8; stall++) {
            kafka.process().freeze();
            var until = System.nanoTime()
                    + Duration.ofMillis(1_400 + chance.nextInt(1_800)).toNanos();
            while (System.nanoTime() < until) {
                append(numbers, numbers += 200);
                Thread.sleep(5);
            }
            kafka.process().thaw();
            await().atMost(Duration.ofMinutes(1)).until(() -> waiting() < 2_000);
        }

        // Then
        var expected = numbers;
        await().atMost(Duration.ofMinutes(2)).until(() -> waiting() == 0);
        assertAllInOrder(expected);
    }

    @Test
    void a_broker_that_is_killed_loses_nothing_and_no_order() throws Exception {
        // Given
        startRelay();
        startRelay();
        append(0, 5_000);
        await().atMost(Duration.ofMinutes(1)).until(() -> waiting() < 4_000);

        // When
        kafka.kill();
        append(5_000, 10_000);
        kafka = Kafka.start(new Kafka.Setup(directory, kafka.port(), 0, null));

        // Then
        await().atMost(Duration.ofMinutes(2)).until(() -> waiting() == 0);
        assertAllInOrder(10_000);
    }

    /// The relay never looks beyond what it has seen last: numbers are taken before they are committed.
    @Test
    void a_fact_that_is_committed_after_later_ones_is_told_too() throws Exception {
        // Given
        startRelay();
        try (var late = database.getConnection()) {
            late.setAutoCommit(false);
            append(late, 0, 1);
            append(1, 50);
            await().atMost(Duration.ofMinutes(1)).until(() -> waiting() == 0);

            // When
            late.commit();
        }

        // Then
        await().atMost(Duration.ofMinutes(1)).until(() -> waiting() == 0);
        assertThat(heard())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 50).boxed().toList());
    }

    @Test
    void a_record_is_carried_as_it_was_found() throws Exception {
        // Given
        startRelay();
        var poison = new byte[] {0, -1, 7};

        // When
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement("""
                    insert into outbox (topic, key, raw, header_names, header_values) values (?, null, ?, ?, ?)
                    """)) {
            statement.setString(1, TOPIC);
            statement.setBytes(2, poison);
            statement.setArray(3, connection.createArrayOf("text", new Object[] {"ce_type", "odd"}));
            statement.setArray(4, connection.createArrayOf("bytea", new byte[][] {{'x'}, {0, -1}}));
            statement.executeUpdate();
        }

        // Then
        await().atMost(Duration.ofMinutes(1)).until(() -> waiting() == 0);
        try (var consumer = consumer()) {
            var record = consumer.poll(Duration.ofSeconds(10)).iterator().next();
            assertThat(record.key()).isNull();
            assertThat(record.value()).isEqualTo(poison);
            assertThat(record.headers().toArray())
                    .extracting(header -> header.key() + new String(header.value(), StandardCharsets.ISO_8859_1))
                    .containsExactly("ce_typex", "odd\u0000\u00ff");
        }
    }

    @Test
    void what_waits_while_kafka_is_away_can_be_seen() throws Exception {
        // Given
        kafka.process().freeze();
        append(0, 300);
        var relay = relay();

        // When
        relay.look();

        // Then
        assertThat(metrics.get("holdfast.outbox.waiting").gauge().value()).isEqualTo(300);
        assertThat(metrics.get("holdfast.outbox.oldest.age.millis").gauge().value())
                .isGreaterThanOrEqualTo(0);
    }

    private OutboxRelay relay() {
        return new OutboxRelay(
                database,
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                Optional.empty(),
                "relay-test",
                DELIVERY,
                metrics);
    }

    private void startRelay() {
        var relay = relay();
        relays.add(relay);
        relay.start(new StartupEvent());
    }

    /// Facts from one number to before another; a fact's id is its number, its key a remainder of it.
    private void append(long from, long to) throws SQLException {
        try (var connection = database.getConnection()) {
            append(connection, from, to);
        }
    }

    private static void append(java.sql.Connection connection, long from, long to) throws SQLException {
        try (var statement = connection.prepareStatement("""
                insert into outbox (id, topic, key, type, payload)
                select cast(lpad(to_hex(n), 32, '0') as uuid), ?, cast(n %% %d as text), 'fact', repeat('x', 400)
                  from generate_series(cast(? as bigint), cast(? as bigint) - 1) as n
                 order by n
                """.formatted(KEYS))) {
            statement.setString(1, TOPIC);
            statement.setLong(2, from);
            statement.setLong(3, to);
            statement.executeUpdate();
        }
    }

    private long waiting() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select count(*) from outbox")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void assertAllInOrder(long count) {
        var byKey = heard().stream().collect(Collectors.groupingBy(number -> number % KEYS));
        assertThat(byKey).hasSize(KEYS);
        assertThat(byKey).allSatisfy((key, numbers) -> assertThat(numbers)
                .isEqualTo(LongStream.range(0, count)
                        .filter(number -> number % KEYS == key)
                        .boxed()
                        .toList()));
    }

    /// Each the first time it was heard, as a reader with an inbox does.
    private List<Long> heard() {
        var first = new LinkedHashSet<Long>();
        try (var consumer = consumer()) {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    var id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
                    first.add(UUID.fromString(id).getLeastSignificantBits());
                }
            }
        }
        return List.copyOf(first);
    }

    private KafkaConsumer<String, byte[]> consumer() {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
