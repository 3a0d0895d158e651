package io.holdfast.messaging;

import static io.holdfast.contracts.problem.ProblemType.SEATS_TAKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.contracts.problem.ProblemType;
import io.holdfast.messaging.IdempotentRequests.Outcome;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.Replay;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StackTestResource.class)
class MessagingTest {

    private static final Subject ANN = new Subject("b:ann");
    private static final Subject BOB = new Subject("b:bob");

    @Inject
    Outbox outbox;

    @Inject
    Inbox inbox;

    @Inject
    IdempotentRequests requests;

    @Inject
    DataSource database;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "holdfast.topics.prefix")
    String prefix;

    @Test
    void what_was_committed_is_told() {
        var customer = CustomerId.next();

        QuarkusTransaction.requiringNew().run(() -> outbox.append(saved(customer, "1")));

        await().untilAsserted(() -> assertThat(told(customer)).containsExactly("1"));
    }

    @Test
    void what_was_rolled_back_is_not_told() {
        var customer = CustomerId.next();
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    outbox.append(saved(customer, "never"));
                    throw new IllegalStateException("crash");
                }))
                .hasMessage("crash");

        QuarkusTransaction.requiringNew().run(() -> outbox.append(saved(customer, "afterwards")));

        await().untilAsserted(() -> assertThat(told(customer)).containsExactly("afterwards"));
    }

    @Test
    void without_a_transaction_nothing_can_be_told() {
        assertThatThrownBy(() -> outbox.append(saved(CustomerId.next(), "x")))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void facts_about_one_thing_stay_in_order_while_many_are_told() throws Exception {
        var customers = IntStream.range(0, 8).mapToObj(_ -> CustomerId.next()).toList();

        atOnce(8, i -> {
            for (var n = 0; n < 50; n++) {
                var text = String.valueOf(n);
                QuarkusTransaction.requiringNew().run(() -> outbox.append(saved(customers.get(i), text)));
            }
            return true;
        });

        var inOrder = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
        await().untilAsserted(() ->
                assertThat(customers).allSatisfy(one -> assertThat(told(one)).isEqualTo(inOrder)));
    }

    /// Whoever tells of a thing holds its row by then, so the numbers of its facts are taken in the order of the
    /// commits.
    @Test
    void facts_of_many_who_change_one_thing_are_told_in_the_order_of_their_changes() throws Exception {
        // Given
        var customer = CustomerId.next();
        Sql.of("create table thing (id int primary key, version int not null)").run(database);
        Sql.of("insert into thing values (1, 0)").run(database);

        // When
        atOnce(8, _ -> {
            for (var n = 0; n < 25; n++) {
                QuarkusTransaction.requiringNew().run(() -> {
                    var version = Sql.of("update thing set version = version + 1 where id = 1 returning version")
                            .one(database, row -> row.number("version"));
                    outbox.append(saved(customer, String.valueOf(version)));
                    // Another one's change waits for this commit, whenever it comes.
                    Sql.of("select pg_sleep(random() / 200)").list(database, _ -> 0);
                });
            }
            return true;
        });

        // Then
        var inOrder = IntStream.rangeClosed(1, 200).mapToObj(String::valueOf).toList();
        await().untilAsserted(() -> assertThat(told(customer)).isEqualTo(inOrder));
    }

    @Test
    void a_topic_told_again_doubled_and_out_of_order_changes_nothing() {
        // Given
        var customers = IntStream.range(0, 20).mapToObj(_ -> CustomerId.next()).toList();
        customers.forEach(customer -> QuarkusTransaction.requiringNew().run(() -> outbox.append(saved(customer, "1"))));
        await().untilAsserted(() ->
                assertThat(customers).allSatisfy(one -> assertThat(told(one)).hasSize(1)));
        var heard = new ArrayList<Event>();
        try (var facts = new Facts(servers, prefix)) {
            facts.everythingOn("ticketing.contacts").forEach(message -> inbox.receive("replayed", message, heard::add));
            var before = List.copyOf(heard);

            // When
            var replay = new Replay(facts, "ticketing.contacts", 42);
            replay.into(message -> inbox.receive("replayed", message, heard::add));

            // Then
            assertThat(replay.size()).isEqualTo(2 * before.size());
            assertThat(heard).isEqualTo(before);
        }
    }

    @Test
    void a_repeated_event_is_acted_on_once() {
        var message = message(UUID.randomUUID(), "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));
        var acted = new AtomicInteger();

        for (var i = 0; i < 3; i++) {
            inbox.receive("test", message, _ -> acted.incrementAndGet());
        }

        assertThat(acted).hasValue(1);
    }

    @Test
    void of_many_events_those_heard_before_are_left_out_and_an_unreadable_one_stops_none() {
        // Given
        var content = "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next());
        var before = message(UUID.randomUUID(), content);
        var after = message(UUID.randomUUID(), content);
        inbox.receive("test", before, _ -> {});
        var heard = new AtomicInteger();

        // When
        inbox.receiveAll(
                "test",
                List.of(before, message(UUID.randomUUID(), "nonsense"), after, after),
                events -> heard.addAndGet(events.size()));

        // Then
        assertThat(heard).hasValue(1);
    }

    @Test
    void of_many_events_one_that_cannot_be_acted_on_stops_none_of_the_others() {
        // Given
        var poison = CustomerId.next();
        var some = Stream.of(CustomerId.next(), poison, CustomerId.next())
                .map(customer ->
                        message(UUID.randomUUID(), "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(customer)))
                .toList();
        var heard = new AtomicInteger();

        // When
        inbox.receiveAll("test", some, events -> {
            if (events.toString().contains(poison.toString())) {
                throw new IllegalStateException("poison");
            }
            heard.addAndGet(events.size());
        });

        // Then
        assertThat(heard).hasValue(2);
    }

    /// The setting of this module's tests says that the first day of 2001 is lost.
    @Test
    void what_was_told_in_time_that_a_restore_has_undone_is_passed_over() {
        // Given
        var heard = new ArrayList<String>();

        // When
        for (var told : List.of("2001-01-01T00:00:00Z", "2001-01-01T12:00:00Z", "2001-01-02T00:00:00Z")) {
            inbox.receive("lost", calledOff(told), _ -> heard.add("alone " + told));
            inbox.receiveAll("lost", List.of(calledOff(told)), _ -> heard.add("among others " + told));
        }

        // Then
        assertThat(heard)
                .containsExactly(
                        "alone 2001-01-01T00:00:00Z",
                        "among others 2001-01-01T00:00:00Z",
                        "alone 2001-01-02T00:00:00Z",
                        "among others 2001-01-02T00:00:00Z");
    }

    @Test
    void an_action_that_fails_is_tried_again_at_once() {
        var message = message(UUID.randomUUID(), "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));
        var tries = new AtomicInteger();

        inbox.receive("test", message, _ -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException("crash");
            }
        });

        assertThat(tries).hasValue(3);
    }

    @Test
    void an_event_waits_while_the_database_is_away() {
        var message = message(UUID.randomUUID(), "{\"customer\":\"%s\",\"sealed\":\"x\"}".formatted(CustomerId.next()));
        var tries = new AtomicInteger();

        inbox.receive("test", message, _ -> {
            if (tries.incrementAndGet() < 3) {
                throw new IllegalStateException(new SQLTransientConnectionException("away"));
            }
        });

        assertThat(tries).hasValue(3);
    }

    @Test
    void of_many_repetitions_at_once_the_work_is_done_once() throws Exception {
        var worked = new AtomicInteger();

        var answers = atOnce(16, _ -> {
            try {
                return requests.once(ANN, "key-repeated", "POST /x", "body", () -> {
                            worked.incrementAndGet();
                            return new Outcome(201, List.of("done"));
                        })
                        .body();
            } catch (ProblemException e) {
                return e.problem().type().name();
            }
        });

        assertThat(worked).hasValue(1);
        // Nobody may have come while the first was still at work.
        assertThat(answers).isSubsetOf("[\"done\"]", ProblemType.REQUEST_RUNNING.name());
    }

    @Test
    void a_request_that_is_still_running_is_not_run_again() throws Exception {
        var running = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> requests.once(ANN, "key-running", "POST /x", "body", () -> {
                running.countDown();
                awaitLatch(end);
                return new Outcome(200, "first");
            }));
            running.await();

            var refusal = problemOf(
                    () -> requests.once(ANN, "key-running", "POST /x", "body", () -> new Outcome(200, "second")));

            end.countDown();
            assertThat(refusal.type()).isEqualTo(ProblemType.REQUEST_RUNNING);
            assertThat(first.get().body()).isEqualTo("\"first\"");
        }
    }

    @Test
    void a_key_serves_one_request_of_one_person() {
        requests.once(ANN, "key-of-ann", "POST /x", "body", () -> new Outcome(200, "hers"));

        var otherBody =
                problemOf(() -> requests.once(ANN, "key-of-ann", "POST /x", "other", () -> new Outcome(200, 1)));
        var otherPath = problemOf(() -> requests.once(ANN, "key-of-ann", "POST /y", "body", () -> new Outcome(200, 1)));
        var bob = requests.once(BOB, "key-of-ann", "POST /x", "body", () -> new Outcome(200, "his"));

        assertThat(List.of(otherBody.type(), otherPath.type())).containsOnly(ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertThat(bob.body()).isEqualTo("\"his\"");
    }

    @Test
    void a_refusal_is_not_remembered() {
        problemOf(() -> requests.once(ANN, "key-refused", "POST /x", "body", () -> {
            throw SEATS_TAKEN.plain().asException();
        }));

        var again = requests.once(ANN, "key-refused", "POST /x", "body", () -> new Outcome(201, "placed"));

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.replayed()).isFalse();
    }

    @Test
    void what_knows_its_state_is_worked_on_again_for_the_request_that_the_key_is_bound_to() {
        requests.bound(ANN, "key-bound", "POST /x", "body", () -> "as it was");

        var again = requests.bound(ANN, "key-bound", "POST /x", "body", () -> "as it is");
        var otherBody = problemOf(() -> requests.bound(ANN, "key-bound", "POST /x", "other", () -> "never"));
        var otherPath = problemOf(() -> requests.once(ANN, "key-bound", "POST /y", "body", () -> new Outcome(200, 1)));
        var bob = requests.bound(BOB, "key-bound", "POST /x", "other", () -> "his");

        assertThat(again).isEqualTo("as it is");
        assertThat(List.of(otherBody.type(), otherPath.type())).containsOnly(ProblemType.IDEMPOTENCY_KEY_REUSED);
        assertThat(bob).isEqualTo("his");
    }

    @Test
    void a_key_that_has_an_answer_cannot_be_bound() {
        requests.once(ANN, "key-answered", "POST /x", "body", () -> new Outcome(200, 1));

        var refusal = problemOf(() -> requests.bound(ANN, "key-answered", "POST /y", "body", () -> "never"));

        assertThat(refusal.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void a_refusal_binds_no_key() {
        problemOf(() -> requests.bound(ANN, "key-unbound", "POST /x", "body", () -> {
            throw SEATS_TAKEN.plain().asException();
        }));

        var other = requests.bound(ANN, "key-unbound", "POST /x", "other", () -> "placed");

        assertThat(other).isEqualTo("placed");
    }

    @Test
    void a_refused_repetition_leaves_the_key_bound() {
        requests.bound(ANN, "key-stays", "POST /x", "body", () -> "done");
        problemOf(() -> requests.bound(ANN, "key-stays", "POST /x", "body", () -> {
            throw SEATS_TAKEN.plain().asException();
        }));

        var refusal = problemOf(() -> requests.bound(ANN, "key-stays", "POST /x", "other", () -> "never"));

        assertThat(refusal.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void of_many_different_requests_at_once_one_gets_the_key() throws Exception {
        var worked = new AtomicInteger();

        var answers = atOnce(16, i -> {
            try {
                return requests.bound(ANN, "key-raced", "POST /x", "body " + i, () -> {
                    worked.incrementAndGet();
                    return "done";
                });
            } catch (ProblemException e) {
                return e.problem().type().name();
            }
        });

        assertThat(worked).hasValue(1);
        assertThat(answers).containsOnly("done", ProblemType.IDEMPOTENCY_KEY_REUSED.name());
    }

    private static Event saved(CustomerId customer, String text) {
        return new ContactSaved(customer, text, null);
    }

    private List<String> told(CustomerId customer) {
        try (var facts = new Facts(servers, prefix)) {
            return facts.told("ticketing.contacts").stream()
                    .map(Facts.Fact::event)
                    .map(ContactSaved.class::cast)
                    .filter(event -> event.customer().equals(customer))
                    .map(ContactSaved::sealed)
                    .toList();
        }
    }

    private static ConsumerRecord<String, byte[]> message(UUID id, String content) {
        return message("ticketing.ContactSaved.v1", id, content);
    }

    private static ConsumerRecord<String, byte[]> calledOff(String told) {
        var message =
                message("ticketing.PerformanceCancelled.v1", UUID.randomUUID(), """
                {"performance":"%s","reason":"rain","at":"2000-01-01T00:00:00Z"}""".formatted(PerformanceId.next()));
        message.headers().add("ce_time", told.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private static ConsumerRecord<String, byte[]> message(String type, UUID id, String content) {
        var message =
                new ConsumerRecord<>("ticketing.contacts", 0, 0L, "key", content.getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_id", id.toString().getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        return message;
    }

    private static Problem problemOf(Supplier<?> request) {
        try {
            request.get();
        } catch (ProblemException e) {
            return e.problem();
        }
        throw new AssertionError("nothing was refused");
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Numbered<T> {
        T call(int number) throws Exception;
    }

    private static <T> List<T> atOnce(int count, Numbered<T> action) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = IntStream.range(0, count)
                    .mapToObj(i -> threads.submit(() -> action.call(i)))
                    .toList();
            List<T> done = new ArrayList<>();
            for (var one : running) {
                done.add(one.get());
            }
            return done;
        }
    }
}
