package io.holdfast.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.StackTestResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.MeterNotFoundException;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StackTestResource.class)
class DeadLetterTest {

    private static final String TOPIC = "ticketing.contacts";

    @Inject
    Inbox inbox;

    @Inject
    DeadLetters letters;

    @Inject
    DeadLetterReplay replay;

    @Inject
    DataSource database;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "holdfast.topics.prefix")
    String prefix;

    /// Nobody else listens under this name.
    private final String listener = "listener-" + UUID.randomUUID();

    private final AtomicInteger acted = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean(true);

    private void act(Object event) {
        if (broken.get()) {
            throw new IllegalStateException("ann@example.com cannot be written to");
        }
        acted.incrementAndGet();
    }

    @Test
    void what_cannot_be_read_is_put_aside_and_the_next_record_heard() {
        broken.set(false);
        inbox.receive(listener, record(1, "{]"), this::act);

        inbox.receive(listener, record(2, sealed()), this::act);

        assertThat(acted).hasValue(1);
        assertThat(only().topic()).isEqualTo(TOPIC);
        assertThat(only().offset()).isEqualTo(1);
        assertThat(only().reason()).startsWith("not an event that can be read: ");
    }

    @Test
    void it_is_told_on_the_dead_letter_topic_as_it_was_with_who_put_it_aside() {
        inbox.receive(listener, record(1, "{]"), this::act);

        try (var facts = new Facts(servers, prefix)) {
            await().untilAsserted(() -> assertThat(facts.everythingOn(TOPIC + ".dlq"))
                    .filteredOn(copy -> header(copy, "hf_listener").equals(Optional.of(listener)))
                    .singleElement()
                    .satisfies(copy -> {
                        assertThat(copy.key()).isEqualTo("key");
                        assertThat(copy.value()).asString().isEqualTo("{]");
                        assertThat(header(copy, "ce_type")).contains("ticketing.ContactSaved.v1");
                        assertThat(header(copy, "hf_reason")).contains(only().reason());
                    }));
        }
    }

    @Test
    void a_record_that_kafka_repeats_is_put_aside_once() {
        var poison = record(1, "{]");

        inbox.receive(listener, poison, this::act);
        inbox.receive(listener, poison, this::act);

        assertThat(all()).hasSize(1);
    }

    @Test
    void a_topic_that_is_made_anew_counts_from_the_beginning_and_loses_no_letter() {
        inbox.receive(listener, record(1, "{]"), this::act);

        inbox.receive(listener, record(1, 2_000_000_000_000L, "key", "{]".getBytes(StandardCharsets.UTF_8)), this::act);

        assertThat(all()).hasSize(2);
    }

    @Test
    void the_oddest_records_are_put_aside_too() {
        var odd = record(1, 1, "k\0", null);
        odd.headers().add("he\0ader", null);
        var huge = record(2, 1, null, new byte[2_000_000]);

        inbox.receive(listener, odd, this::act);
        inbox.receive(listener, huge, this::act);

        assertThat(all()).extracting(DeadLetter::key).containsExactly(null, "k\uFFFD");
        assertThat(letters.content(all().getFirst().id()).value()).hasSize(2_000_000);
    }

    @Test
    void an_action_that_fails_is_tried_thrice_before_the_record_is_put_aside() {
        var tries = new AtomicInteger();

        inbox.receive(listener, record(1, sealed()), _ -> {
            tries.incrementAndGet();
            throw new IllegalStateException();
        });

        assertThat(tries).hasValue(3);
        assertThat(only().state()).isEqualTo(DeadLetterState.OPEN);
    }

    @Test
    void the_reason_names_the_fault_and_repeats_nothing_of_the_record() {
        inbox.receive(listener, record(1, sealed()), this::act);

        assertThat(only().reason())
                .contains("IllegalStateException", "DeadLetterTest.act")
                .doesNotContain("ann");
    }

    @Test
    void what_failed_is_acted_on_by_itself_and_once_when_it_can_be() {
        inbox.receive(listener, record(1, sealed()), this::act);

        broken.set(false);

        await().untilAsserted(() -> assertThat(only().state()).isEqualTo(DeadLetterState.REPLAYED));
        assertThat(acted).hasValue(1);
        assertThat(only().closedAt()).isNotNull();
    }

    @Test
    void what_never_can_be_acted_on_is_left_in_peace_after_so_many_tries_and_stays_open() {
        inbox.receive(listener, record(1, sealed()), this::act);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(only().tries()).isEqualTo(4));
        assertThat(only().nextTryAt()).isNull();
        assertThat(only().state()).isEqualTo(DeadLetterState.OPEN);
    }

    /// As a new version does that can read what the one before could not.
    @Test
    void a_process_that_begins_to_listen_tries_even_what_had_its_last_try() {
        // Given
        inbox.receive(listener, record(1, sealed()), this::act);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(only().nextTryAt()).isNull());
        broken.set(false);

        // When
        new DeadLetterReplay(letters, inbox, metrics, Duration.ZERO).look();

        // Then
        await().untilAsserted(() -> assertThat(only().state()).isEqualTo(DeadLetterState.REPLAYED));
    }

    @Test
    void of_many_who_try_a_letter_at_once_one_acts() throws Exception {
        // Given
        inbox.receive(listener, record(1, sealed()), this::act);
        var letter = only().id();
        broken.set(false);

        // When
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<DeadLetterReplay.Outcome> attempt = () -> replay.replay(letter);
            threads.invokeAll(Stream.generate(() -> attempt).limit(16).toList());
        }

        // Then
        await().untilAsserted(() -> assertThat(only().state()).isEqualTo(DeadLetterState.REPLAYED));
        assertThat(acted).hasValue(1);
    }

    @Test
    void a_fact_that_was_heard_meanwhile_is_not_acted_on_again() {
        // Given
        var fact = record(1, sealed());
        inbox.receive(listener, fact, this::act);
        broken.set(false);
        inbox.receive(listener, fact, this::act);

        // When
        await().untilAsserted(() -> assertThat(only().state()).isEqualTo(DeadLetterState.REPLAYED));

        // Then
        assertThat(acted).hasValue(1);
    }

    @Test
    void what_nobody_here_listens_to_waits_for_who_does() {
        var foreign = listener + "-elsewhere";
        letters.throwOut(foreign, record(1, sealed()), "it failed");
        var letter = letters.list(null, foreign, null, null, 10).getFirst().id();

        var outcome = replay.replay(letter);

        assertThat(outcome).isEqualTo(new DeadLetterReplay.Outcome.Elsewhere());
    }

    @Test
    void operators_see_how_many_are_open_and_since_when() {
        inbox.receive(listener, record(1, "{]"), this::act);
        inbox.receive(listener, record(2, "{]"), this::act);

        await().ignoreException(MeterNotFoundException.class).untilAsserted(() -> {
            assertThat(gauge("holdfast.dead.letters.open")).isEqualTo(2);
            assertThat(gauge("holdfast.dead.letters.oldest.age.seconds")).isPositive();
        });
    }

    @Test
    void what_staff_have_done_cannot_be_changed() {
        letters.audit(UUID.randomUUID(), "olga", "DISCARD", "a test", "discarded");

        for (var change : List.of(
                "update dead_letter_audit set who = 'nobody'",
                "delete from dead_letter_audit",
                "truncate dead_letter_audit")) {
            assertThatThrownBy(() -> Sql.of(change).run(database)).hasMessageContaining("append-only");
        }
    }

    private double gauge(String name) {
        return metrics.get(name).tag("listener", listener).gauge().value();
    }

    private DeadLetter only() {
        assertThat(all()).hasSize(1);
        return all().getFirst();
    }

    /// Newest first.
    private List<DeadLetter> all() {
        return letters.list(null, listener, null, null, 10);
    }

    private static String sealed() {
        return "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next());
    }

    private ConsumerRecord<String, byte[]> record(long offset, String content) {
        return record(offset, 1_000_000_000_000L, "key", content.getBytes(StandardCharsets.UTF_8));
    }

    private ConsumerRecord<String, byte[]> record(
            long offset, long toldAt, @Nullable String key, byte @Nullable [] content) {
        var headers = new RecordHeaders();
        headers.add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        headers.add("ce_type", "ticketing.ContactSaved.v1".getBytes(StandardCharsets.UTF_8));
        return new ConsumerRecord<>(
                prefix + TOPIC,
                0,
                offset,
                toldAt,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                content,
                headers,
                Optional.empty());
    }

    private static Optional<String> header(ConsumerRecord<String, byte[]> message, String name) {
        return StreamSupport.stream(message.headers().headers(name).spliterator(), false)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .collect(Collectors.reducing((_, last) -> last));
    }
}
