package io.holdfast.contracts.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The times that restores from a backup have undone. What was told in one of them is in Kafka still, and whoever told
/// it does not know of it any more: it has never happened.
///
/// Told by the clock of the database that was restored: what is in it was told up to the moment it was brought back
/// to, and nothing was told from then on until the services were started again.
///
/// @param spans none when nothing was ever restored
public record LostTime(List<Span> spans) {

    /// The setting it is in, e.g. `2026-10-01T10:00:00Z/2026-10-01T11:30:00Z`; several with commas between.
    public static final String SETTING = "holdfast.lost-time";

    /// @param from the moment that was gone back to, which is not lost itself
    /// @param until exclusive
    public record Span(Instant from, Instant until) {

        public Span {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("lost time goes forward, not from " + from + " to " + until);
            }
        }

        boolean has(Instant moment) {
            return moment.isAfter(from) && moment.isBefore(until);
        }
    }

    /// @throws IllegalArgumentException if it cannot be read; better not to start than to hear what is lost
    public static LostTime of(Optional<List<String>> setting) {
        return new LostTime(
                setting.orElse(List.of()).stream().map(LostTime::span).toList());
    }

    private static Span span(String text) {
        var ends = text.strip().split("/", -1);
        try {
            if (ends.length == 2) {
                return new Span(Instant.parse(ends[0]), Instant.parse(ends[1]));
            }
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(SETTING + " cannot be read: " + text, e);
        }
        throw new IllegalArgumentException(SETTING + " has a beginning, a slash and an end: " + text);
    }

    /// @param told its header `ce_time`; without one it is from before any time that can have been lost
    public boolean undoes(Event event, byte @Nullable [] told) {
        return !spans.isEmpty()
                && told != null
                && comesFromADatabase(event)
                && has(Instant.parse(new String(told, StandardCharsets.UTF_8)));
    }

    private boolean has(Instant moment) {
        return spans.stream().anyMatch(span -> span.has(moment));
    }

    private static boolean comesFromADatabase(Event event) {
        return switch (event) {
            case SalesEvent _, RefundEvent _, WaitlistEvent _, NotificationEvent _, IncidentEvent _, AlarmEvent _ ->
                true;
            // What people have said of themselves, that they want to be forgotten or have signed out, they have said.
            case ContactEvent _, SessionEvent _ -> false;
            // The waiting room's databases are not restored; a pulse is over before anything could be.
            case TurnEvent _, PulseEvent _ -> false;
        };
    }
}
