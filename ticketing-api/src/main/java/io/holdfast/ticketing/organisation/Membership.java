package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.id.MemberId;

/// For whom somebody sells.
///
/// @param suspended whether nothing may be done for it at present
record Membership(MemberId id, Organiser organiser, Role role, boolean suspended) {

    /// What a member is to their organisation.
    enum Role {
        /// Says who else is a member.
        OWNER,
        MEMBER
    }
}
