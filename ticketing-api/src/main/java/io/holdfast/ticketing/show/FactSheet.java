package io.holdfast.ticketing.show;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an organiser tells of a show besides its time and place.
///
/// @param address of the venue; empty when nobody named one
/// @param cast in the organiser's order
/// @param notes what one should know before coming
/// @param notices in the organiser's order
/// @param minimumAge 0: for everybody
/// @param revision counts the changes
public record FactSheet(
        String description,
        String address,
        List<Part> cast,
        String notes,
        List<Announcement> notices,
        @Nullable Integer runtimeMinutes,
        @Nullable Integer minimumAge,
        int revision,
        Instant revisedAt) {

    /// @param role whom they play, or what they do
    @RegisterForReflection
    public record Part(
            @NotBlank @Size(max = 100) String name,
            @Nullable @Size(max = 100) String role) {}

    /// @param at when it was put up
    @RegisterForReflection
    public record Announcement(String text, Instant at) {}
}
