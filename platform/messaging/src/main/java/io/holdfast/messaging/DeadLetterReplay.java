package io.holdfast.messaging;

import io.holdfast.sql.Transient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Tries dead letters again, with the listener's own action and once: after a minute, then after twice as long each
/// time, up to six hours; after the last try a letter stays open.
///
/// A process that begins to listen tries every open letter of its listeners once, however often that has been done,
/// because it may be a version that can read what the one before could not.
@ApplicationScoped
class DeadLetterReplay {

    private static final Logger LOG = Logger.getLogger(DeadLetterReplay.class);

    /// What came of a try.
    sealed interface Outcome {
        /// It has been acted on now, or had been before.
        record Replayed() implements Outcome {}

        /// It stays open, and is tried again.
        record Failed(String reason) implements Outcome {}

        /// Its listener runs in another process, or another one is trying it right now.
        record Elsewhere() implements Outcome {}

        /// It is not open.
        record Closed() implements Outcome {}
    }

    private final DeadLetters letters;
    private final Inbox inbox;
    private final MeterRegistry metrics;
    private final Duration spread;
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private volatile Map<String, DeadLetters.Open> open = Map.of();

    /// @param spread within which a new process tries what is open
    DeadLetterReplay(
            DeadLetters letters,
            Inbox inbox,
            MeterRegistry metrics,
            @ConfigProperty(name = "holdfast.dead-letters.spread", defaultValue = "30s") Duration spread) {
        this.letters = letters;
        this.inbox = inbox;
        this.metrics = metrics;
        this.spread = spread;
    }

    @Scheduled(every = "${holdfast.dead-letters.look:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        var listeners = inbox.listeners();
        for (var listener : listeners) {
            if (!known.contains(listener)) {
                letters.dueWithin(spread, listener);
                known.add(listener);
            }
        }
        letters.due(listeners).forEach(this::replay);
        tell();
    }

    Outcome replay(UUID id) {
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                var letter = letters.open(id);
                if (letter.isEmpty()) {
                    return notOpen(id);
                }
                var action = inbox.listener(letter.get().listener());
                if (action.isEmpty()) {
                    return new Outcome.Elsewhere();
                }
                var content = letters.content(id);
                var headers = new RecordHeaders();
                content.headers().forEach(header -> headers.add(header.name(), header.value()));
                var heard = Inbox.read(headers, content.value())
                        .orElseThrow(() -> new UnreadableException(
                                new IllegalArgumentException("a type this version does not know")));
                inbox.once(
                        letter.get().listener(), heard.id(), () -> action.get().accept(heard.event()));
                letters.close(id, DeadLetterState.REPLAYED);
                LOG.infof("dead letter %s has been acted on at last", id);
                return new Outcome.Replayed();
            });
        } catch (RuntimeException fault) {
            if (Transient.isCauseOf(fault)) {
                letters.putOff(id);
                return new Outcome.Failed("the database was away");
            }
            var reason = Reason.of(fault);
            letters.failed(id, reason);
            return new Outcome.Failed(reason);
        }
    }

    private Outcome notOpen(UUID id) {
        var isOpen = letters.find(id)
                .filter(letter -> letter.state() == DeadLetterState.OPEN)
                .isPresent();
        return isOpen ? new Outcome.Elsewhere() : new Outcome.Closed();
    }

    /// How many are open, and since when, for every listener that has ever had one while this process runs.
    private void tell() {
        open = letters.openByListener();
        open.keySet().stream().filter(told::add).forEach(listener -> {
            var tags = Tags.of("listener", listener);
            metrics.gauge("holdfast.dead.letters.open", tags, this, self -> self.openOf(listener)
                    .letters());
            metrics.gauge("holdfast.dead.letters.oldest.age.seconds", tags, this, self -> self.openOf(listener)
                    .oldest());
        });
    }

    private DeadLetters.Open openOf(String listener) {
        return open.getOrDefault(listener, new DeadLetters.Open(listener, 0, 0));
    }
}
