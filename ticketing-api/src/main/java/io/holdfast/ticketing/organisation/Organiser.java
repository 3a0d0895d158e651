package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.id.OrganisationId;

/// An organisation, as whoever acts for it writes it down.
///
/// @param name what the version before knows it by, and what facts name it by, hashed; not for people to read
public record Organiser(OrganisationId organisation, String name) {}
