package io.holdfast.waitlist.performance;

import java.time.Instant;

/// When a performance is sold.
///
/// @param closesAt exclusive
public record SaleTimes(Instant opensAt, Instant closesAt) {}
