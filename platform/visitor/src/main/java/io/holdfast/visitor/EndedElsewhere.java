package io.holdfast.visitor;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.SessionId;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// The sessions that another service has ended, as far as this process has heard. It forgets them when no cookie can
/// speak of them any more.
public final class EndedElsewhere implements EndedSessions {

    private static final Logger LOG = Logger.getLogger(EndedElsewhere.class);

    /// About 15 MB.
    static final int MOST = 100_000;

    private final Clock clock;
    private final Map<SessionId, Instant> known = new ConcurrentHashMap<>();

    public EndedElsewhere(Clock clock) {
        this.clock = clock;
    }

    @Override
    public boolean isOver(SessionId session) {
        var until = known.get(session);
        return until != null && clock.instant().isBefore(until);
    }

    /// Hears one message; what is about something else is passed over.
    ///
    /// @throws IllegalArgumentException if nobody can read it
    public void hear(String type, byte[] content) {
        EventCodec.read(type, content)
                .filter(SessionEnded.class::isInstance)
                .map(SessionEnded.class::cast)
                .ifPresent(this::remember);
    }

    synchronized void remember(SessionEnded ended) {
        var now = clock.instant();
        if (!now.isBefore(ended.until())) {
            return;
        }
        if (known.size() >= MOST) {
            known.values().removeIf(until -> !now.isBefore(until));
        }
        if (known.size() >= MOST) {
            forgetSome();
        }
        known.merge(ended.session(), ended.until(), (one, other) -> one.isAfter(other) ? one : other);
    }

    /// Those that end first are worth least.
    private void forgetSome() {
        LOG.warnf("more than %d sessions were ended at once; the cookies of the first ones count to their end", MOST);
        known.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(MOST / 10)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(known::remove);
    }
}
