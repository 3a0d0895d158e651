package io.holdfast.messaging;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.LostTime;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Transient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hears each fact once: that it was heard is written down in the transaction that acts on it.
///
/// A record nobody can read, or whose action fails again and again for a reason that does not pass by itself, becomes
/// a [DeadLetter], and the next one's turn comes. When the database is away the record waits, because throwing it out
/// would only hide it.
///
/// What was told in a time that a restore from a backup has undone is passed over, see [LostTime].
@ApplicationScoped
public class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /// Of an action that fails although the database is there, before the record is put aside.
    private static final int QUICK_TRIES = 3;

    private static final String HEARD = """
        insert into inbox (listener, event_id)
        values (?, ?)
        on conflict do nothing
        """;

    private static final String HEARD_ALL = """
        insert into inbox (listener, event_id)
        select :listener, id
          from unnest(cast(:ids as uuid[])) as told (id)
        on conflict do nothing
        returning event_id
        """;

    private static final String FORGET = "delete from inbox where at < now() - interval '30 days'";

    private final DataSource database;
    private final DeadLetters letters;
    private final MeterRegistry metrics;
    private final LostTime lost;
    private final Map<String, Consumer<Event>> listeners = new ConcurrentHashMap<>();

    Inbox(
            DataSource database,
            DeadLetters letters,
            MeterRegistry metrics,
            @ConfigProperty(name = LostTime.SETTING) Optional<List<String>> lost) {
        this.database = database;
        this.letters = letters;
        this.metrics = metrics;
        this.lost = LostTime.of(lost);
    }

    /// An event and the id it was told under.
    record Heard(UUID id, Event event) {}

    /// Names a listener, so that what it could not act on is tried again even when nothing new is told to it. Called
    /// when the service starts.
    public void listen(String listener, Consumer<Event> action) {
        listeners.putIfAbsent(listener, action);
    }

    Set<String> listeners() {
        return Set.copyOf(listeners.keySet());
    }

    Optional<Consumer<Event>> listener(String name) {
        return Optional.ofNullable(listeners.get(name));
    }

    /// Acts on the record's event in one transaction, unless this listener has done so before. Returns too when the
    /// record has been put aside as a dead letter; whoever is told the next fact of the same thing must bear
    /// that this one may come later.
    ///
    /// @param listener who listens; two listeners hear the same event once each
    /// @throws RuntimeException if it can neither be acted on nor put aside
    public void receive(String listener, ConsumerRecord<String, byte[]> message, Consumer<Event> action) {
        listen(listener, action);
        Optional<Heard> heard;
        try {
            heard = toBeHeard(message);
        } catch (UnreadableException fault) {
            throwOut(listener, message, fault);
            return;
        }
        if (heard.isPresent()) {
            var one = heard.get();
            try {
                patiently(QUICK_TRIES, () -> once(listener, one.id(), () -> action.accept(one.event())));
            } catch (RuntimeException fault) {
                if (Transient.isCauseOf(fault)) {
                    throw fault;
                }
                throwOut(listener, message, fault);
            }
        }
    }

    /// @return empty for a type this version does not know, and for what has never happened
    private Optional<Heard> toBeHeard(ConsumerRecord<String, byte[]> message) {
        var told = message.headers().lastHeader("ce_time");
        return read(message.headers(), message.value())
                .filter(one -> !lost.undoes(one.event(), told == null ? null : told.value()));
    }

    /// @return empty for a type this version does not know
    /// @throws UnreadableException if this is not an event that can be read
    static Optional<Heard> read(Headers headers, byte @Nullable [] content) {
        try {
            var type = CloudEventHeaders.read(headers, "ce_type");
            var id = UUID.fromString(CloudEventHeaders.read(headers, "ce_id"));
            if (content == null) {
                throw new IllegalArgumentException("a record without content");
            }
            return EventCodec.read(type, content).map(event -> new Heard(id, event));
        } catch (RuntimeException e) {
            throw new UnreadableException(e);
        }
    }

    private void throwOut(String listener, ConsumerRecord<String, byte[]> message, RuntimeException fault) {
        var reason = Reason.of(fault);
        try {
            patiently(QUICK_TRIES, () -> {
                if (letters.throwOut(listener, message, reason)) {
                    metrics.counter("holdfast.dead.letters.thrown.out", "listener", listener)
                            .increment();
                    LOG.errorf(
                            "%s puts aside what it cannot act on, %s-%d@%d: %s",
                            listener, message.topic(), message.partition(), message.offset(), reason);
                }
            });
        } catch (RuntimeException hopeless) {
            // The channel's own strategy is the last resort.
            fault.addSuppressed(hopeless);
            throw fault;
        }
    }

    /// Acts on all the records' events together in one transaction, but for those this listener has heard before.
    /// One that cannot be read is put aside; when all of them together cannot be acted on, each is acted on
    /// alone, and only those at fault are put aside.
    /// @param action is not called when there is nothing new; of what was put aside it is given one at a time
    public void receiveAll(
            String listener, Iterable<ConsumerRecord<String, byte[]>> messages, Consumer<List<Event>> action) {
        listen(listener, event -> action.accept(List.of(event)));
        var events = new LinkedHashMap<UUID, Event>();
        for (var message : messages) {
            try {
                toBeHeard(message).ifPresent(heard -> events.putIfAbsent(heard.id(), heard.event()));
            } catch (UnreadableException fault) {
                throwOut(listener, message, fault);
            }
        }
        if (events.isEmpty()) {
            return;
        }
        try {
            patiently(QUICK_TRIES, () -> allOnce(listener, events, action));
        } catch (RuntimeException fault) {
            if (Transient.isCauseOf(fault)) {
                throw fault;
            }
            messages.forEach(message -> receive(listener, message, event -> action.accept(List.of(event))));
        }
    }

    private void allOnce(String listener, Map<UUID, Event> events, Consumer<List<Event>> action) {
        QuarkusTransaction.requiringNew().run(() -> {
            var isNew = new HashSet<>(Sql.of(HEARD_ALL)
                    .with("listener", listener)
                    .with("ids", events.keySet())
                    .list(database, row -> row.uuid("event_id")));
            if (!isNew.isEmpty()) {
                action.accept(events.entrySet().stream()
                        .filter(event -> isNew.contains(event.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
            }
        });
    }

    /// Runs the action in one transaction, unless this listener has heard of this id before.
    public void once(String listener, UUID id, Runnable action) {
        QuarkusTransaction.requiringNew().run(() -> {
            if (firstTime(listener, id)) {
                action.run();
            }
        });
    }

    private boolean firstTime(String listener, UUID id) {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(HEARD)) {
            statement.setString(1, listener);
            statement.setObject(2, id);
            return statement.executeUpdate() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException("the inbox cannot be written", e);
        }
    }

    /// @param tries of what does not pass by itself; there is no end to the others
    private static void patiently(int tries, Runnable action) {
        var wait = FIRST_WAIT;
        var left = tries;
        while (true) {
            try {
                action.run();
                return;
            } catch (RuntimeException e) {
                if (!Transient.isCauseOf(e) && --left == 0) {
                    throw e;
                }
                LOG.warnf("an event waits, next try in %s: %s", wait, Reason.of(e));
                try {
                    Thread.sleep(wait);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw e;
                }
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
            }
        }
    }

    @Scheduled(every = "6h", delayed = "10m")
    void forget() throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(FORGET)) {
            statement.executeUpdate();
        }
    }
}
