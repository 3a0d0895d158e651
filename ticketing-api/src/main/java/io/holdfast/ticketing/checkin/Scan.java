package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.TicketId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// What a gate has read or was shown, and what it did.
///
/// @param code what the QR code said
/// @param ticket who is let in without a readable code
/// @param decision what the gate did; empty when it waits for our word
/// @param at when, by the gate's clock as corrected by ours
record Scan(
        UUID id,
        Optional<String> code,
        Optional<TicketId> ticket,
        Optional<Decision> decision,
        Optional<Exception> exception,
        Optional<String> note,
        Instant at) {

    enum Decision {
        LET_IN,
        TURNED_AWAY
    }

    /// Why somebody is let in whose code has not been checked. Whoever does so has seen their identity card.
    enum Exception {
        PRINTED_TICKET,
        PHONE_FAILED,
        CODE_UNREADABLE,
        OTHER
    }

    /// What we make of it.
    enum Verdict {
        ENTERED,
        ALREADY_ENTERED,
        /// Another phone or another holder has the ticket now.
        MOVED,
        CANCELLED,
        /// The code is of another moment, as a photograph's is.
        STALE,
        FORGED,
        OTHER_PERFORMANCE,
        /// A printed ticket lets in together with an identity card.
        IDENTITY_NEEDED,
        /// The gate has sent them away, whatever we think.
        TURNED_AWAY
    }

    /// @param letIn whether the person is inside
    /// @param earlier when and where the ticket entered before
    record Outcome(UUID id, Verdict verdict, boolean letIn, Optional<Entry> earlier) {

        /// Somebody is inside whom the ticket did not let in: two gates without a network, or worse.
        boolean isConflict() {
            return letIn && verdict != Verdict.ENTERED;
        }
    }

    record Entry(String gate, Instant at) {}
}
