package io.holdfast.ticketing.incident;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Update;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.contracts.id.IncidentId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An incident as staff see it: how it stands, and everything that was said of it by whom.
///
/// @param expectedRecoveryAt absent: nobody can tell
/// @param nextUpdateAt absent once it is closed
/// @param overdue whether the promised news has not come
/// @param history oldest first
@RegisterForReflection // behind a Response, where Quarkus does not look
public record Incident(
        IncidentId id,
        Severity severity,
        List<Component> components,
        Words title,
        Words cause,
        Instant startedAt,
        Instant openedAt,
        @Nullable Instant expectedRecoveryAt,
        @Nullable Instant nextUpdateAt,
        boolean overdue,
        @Nullable Instant closedAt,
        List<Said> history) {

    /// @param cause as it was known then
    /// @param text absent where it was opened
    @RegisterForReflection
    public record Said(
            int number,
            Kind kind,
            Severity severity,
            List<Component> components,
            Words cause,
            @Nullable Words text,
            @Nullable Instant expectedRecoveryAt,
            @Nullable Instant nextUpdateAt,
            String who,
            Instant at) {}

    /// ```
    /// OPENED ──▶ UPDATED ──▶ … ──▶ CLOSED
    /// ```
    public enum Kind {
        OPENED,
        UPDATED,
        CLOSED
    }

    /// For everybody: without who said it.
    IncidentChanged told() {
        return new IncidentChanged(
                id,
                history.size(),
                severity,
                components,
                title,
                cause,
                startedAt,
                expectedRecoveryAt,
                nextUpdateAt,
                closedAt,
                history.stream().<Update>mapMulti(Incident::tell).toList(),
                history.getLast().at());
    }

    private static void tell(Said said, Consumer<Update> to) {
        if (said.text() != null) {
            to.accept(new Update(said.at(), said.text()));
        }
    }
}
