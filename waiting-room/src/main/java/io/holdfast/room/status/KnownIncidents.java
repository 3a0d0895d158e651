package io.holdfast.room.status;

import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.id.IncidentId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/// The incidents this process has been told of: those that are open, and those that closed in the last 90
/// days.
@ApplicationScoped
class KnownIncidents {

    static final Duration REMEMBERED = Duration.ofDays(90);

    private static final Comparator<IncidentChanged> NEWEST_FIRST = Comparator.comparing(IncidentChanged::startedAt)
            .thenComparing(changed -> changed.incident().value())
            .reversed();

    private final Map<IncidentId, IncidentChanged> known = new ConcurrentHashMap<>();

    /// Hearing it twice or late changes nothing: the higher version counts.
    void learn(IncidentChanged changed) {
        known.merge(changed.incident(), changed, (one, other) -> other.version() > one.version() ? other : one);
    }

    List<IncidentChanged> open() {
        return known.values().stream()
                .filter(changed -> changed.closedAt() == null)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /// Those that are over, the newest first.
    List<IncidentChanged> closed(Instant now) {
        var since = now.minus(REMEMBERED);
        known.values()
                .removeIf(changed ->
                        changed.closedAt() != null && !changed.closedAt().isAfter(since));
        return known.values().stream()
                .filter(changed -> Objects.nonNull(changed.closedAt()))
                .sorted(NEWEST_FIRST)
                .toList();
    }
}
