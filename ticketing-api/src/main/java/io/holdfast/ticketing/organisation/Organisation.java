package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.id.OrganisationId;
import java.time.Instant;
import java.util.Optional;

/// Who sells, or would like to.
///
/// @param registration empty for those who were there before organisations were
/// @param at when it was applied for
/// @param lastSaid empty as long as nobody has said anything of it
record Organisation(
        OrganisationId id,
        String name,
        Optional<Registration> registration,
        State state,
        Instant at,
        Optional<Change> lastSaid) {

    /// ```
    ///    ╭──withdraw──▶ Withdrawn
    /// Applied ──approve──▶ Approved ──suspend──▶ Suspended
    ///    ╰──refuse──▶ Refused  ▲                     │
    ///                          ╰──────approve────────╯
    /// ```
    enum State {
        APPLIED,
        APPROVED,
        REFUSED,
        WITHDRAWN,
        SUSPENDED
    }

    /// @param reason is told to its members
    record Change(State state, String who, String reason, Instant at) {}
}
