package io.holdfast.waitlist.entry;

/// Why an entry ended without a ticket.
public enum EndReason {
    /// The customer left.
    LEFT,
    /// The customer said no to an offer.
    DECLINED,
    /// Two offers went unanswered.
    MISSED_TWICE,
    /// The performance has begun, or the wish had an end of its own.
    OVER,
    /// The performance will not take place.
    CALLED_OFF
}
