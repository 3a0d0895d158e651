package io.holdfast.room.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.IncidentId;
import io.holdfast.web.PublicDocument;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How everything is, worked out at most once a second however many people ask.
@ApplicationScoped
public class Statuses {

    public static final int PAGE = 10;

    private static final Duration FRESH = Duration.ofSeconds(1);

    /// @param status the same object as long as nothing has changed
    private record Known(Status status, PublicDocument document, Instant at) {}

    /// Incidents that are over.
    ///
    /// @param incidents the newest first
    /// @param next to be sent as `after` for the next page; null on the last
    @RegisterForReflection // behind a Response, where Quarkus does not look
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record History(
            List<Status.Incident> incidents, @Nullable String next) {}

    private final KnownIncidents incidents;
    private final Shop shop;
    private final ObjectMapper json;
    private volatile @Nullable Known known;

    Statuses(KnownIncidents incidents, Shop shop, ObjectMapper json, MeterRegistry metrics) {
        this.incidents = incidents;
        this.shop = shop;
        this.json = json;
        metrics.gauge(
                "holdfast.incident.open",
                this,
                statuses -> statuses.now().status().incidents().size());
        metrics.gauge("holdfast.incident.overdue", this, statuses -> statuses.now().status().incidents().stream()
                .filter(Status.Incident::overdue)
                .count());
    }

    public Status status() {
        return now().status();
    }

    PublicDocument document() {
        return now().document();
    }

    /// @param after the last one of the page before; absent: from the newest on
    public History history(Optional<IncidentId> after) {
        var now = Instant.now();
        var page = incidents.closed(now).stream()
                .dropWhile(told -> after.isPresent() && !told.incident().equals(after.get()))
                .skip(after.isPresent() ? 1 : 0)
                .limit(PAGE + 1L)
                .map(told -> Status.Incident.of(told, now))
                .toList();
        return page.size() <= PAGE
                ? new History(page, null)
                : new History(page.subList(0, PAGE), page.get(PAGE - 1).id().toString());
    }

    private Known now() {
        var last = known;
        var now = Instant.now();
        if (last != null && now.isBefore(last.at().plus(FRESH)) && !now.isBefore(last.at())) {
            return last;
        }
        var status = Status.of(incidents.open(), shop.silentSince(now), now);
        var next = last != null && last.status().equals(status)
                ? new Known(last.status(), last.document(), now)
                : new Known(status, PublicDocument.of(written(status)), now);
        known = next;
        return next;
    }

    private byte[] written(Object value) {
        try {
            return json.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
