package io.holdfast.ticketing.hall;

/// One thing that is wrong with a seating plan, in words its author can act on.
///
/// @param at where in the file, e.g. `zones[0].rows[3].seats[2]`; empty for the file as a whole
/// @param message one sentence
public record PlanFault(String at, String message) {}
