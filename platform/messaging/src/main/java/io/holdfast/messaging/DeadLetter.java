package io.holdfast.messaging;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A record a listener could not act on.
///
/// @param topic without the house's prefix
/// @param toldAt when the record was written
/// @param reason what went wrong the last time, without a word of the record
/// @param tries how often it was acted on in vain
/// @param nextTryAt absent: when a new process begins to listen, or when staff say so
/// @param closedAt absent while it is open
public record DeadLetter(
        UUID id,
        String listener,
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        Instant toldAt,
        String reason,
        Instant firstAt,
        int tries,
        @Nullable Instant nextTryAt,
        DeadLetterState state,
        @Nullable Instant closedAt) {

    /// As it was found.
    ///
    /// @param value null: a record without content
    record Content(List<Header> headers, byte @Nullable [] value) {}

    record Header(String name, byte[] value) {}

    /// What staff did about it.
    ///
    /// @param action `INSPECT`, `REPLAY` or `DISCARD`
    /// @param reason absent where none is asked for
    public record Deed(
            Instant at, String who, String action, @Nullable String reason, String outcome) {}
}
