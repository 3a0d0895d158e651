package io.holdfast.room.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.IncidentChanged;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Update;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.contracts.id.IncidentId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How everything is at a moment.
///
/// @param state of what is worst
/// @param silentSince since when those who sell have not been heard of; absent while they are
/// @param incidents those that are open, the newest first
@RegisterForReflection // behind a Response, where Quarkus does not look
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Status(
        State state,
        List<ComponentState> components,
        @Nullable Instant silentSince,
        List<Incident> incidents) {

    /// What nobody can do without ticketing-api.
    private static final Set<Component> THE_SHOPS =
            Set.of(Component.BOOKING, Component.PAYMENT, Component.TICKETS, Component.LOGIN);

    /// Later ones are worse.
    public enum State {
        OPERATIONAL,
        DEGRADED,
        PARTIAL_OUTAGE,
        NO_ANSWER,
        OUTAGE;

        public static State of(Severity severity) {
            return switch (severity) {
                case DEGRADED -> DEGRADED;
                case PARTIAL_OUTAGE -> PARTIAL_OUTAGE;
                case OUTAGE -> OUTAGE;
            };
        }
    }

    @RegisterForReflection
    public record ComponentState(Component component, State state) {}

    /// @param version 1 more with everything that is said of it
    /// @param late whether it should work again by now
    /// @param overdue whether the promised news has not come
    /// @param updates what was said of it, the newest first
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Incident(
            IncidentId id,
            int version,
            Severity severity,
            List<Component> components,
            Words title,
            Words cause,
            Instant startedAt,
            @Nullable Instant expectedRecoveryAt,
            boolean late,
            @Nullable Instant nextUpdateAt,
            boolean overdue,
            @Nullable Instant closedAt,
            List<Update> updates) {

        static Incident of(IncidentChanged told, Instant now) {
            return new Incident(
                    told.incident(),
                    told.version(),
                    told.severity(),
                    told.components(),
                    told.title(),
                    told.cause(),
                    told.startedAt(),
                    told.expectedRecoveryAt(),
                    isOver(told.expectedRecoveryAt(), now),
                    told.nextUpdateAt(),
                    isOver(told.nextUpdateAt(), now),
                    told.closedAt(),
                    told.updates().reversed());
        }

        private static boolean isOver(@Nullable Instant promised, Instant now) {
            return promised != null && !promised.isAfter(now);
        }
    }

    static Status of(List<IncidentChanged> open, Optional<Instant> silentSince, Instant now) {
        var components = Arrays.stream(Component.values())
                .map(component -> new ComponentState(component, state(component, open, silentSince.isPresent())))
                .toList();
        var worst = components.stream()
                .map(ComponentState::state)
                .max(Comparator.naturalOrder())
                .orElse(State.OPERATIONAL);
        return new Status(
                worst,
                components,
                silentSince.orElse(null),
                open.stream().map(told -> Incident.of(told, now)).toList());
    }

    private static State state(Component component, List<IncidentChanged> open, boolean silent) {
        var told = open.stream()
                .filter(incident -> incident.components().contains(component))
                .map(incident -> State.of(incident.severity()))
                .max(Comparator.naturalOrder())
                .orElse(State.OPERATIONAL);
        return silent && THE_SHOPS.contains(component) && told.compareTo(State.NO_ANSWER) < 0 ? State.NO_ANSWER : told;
    }
}
