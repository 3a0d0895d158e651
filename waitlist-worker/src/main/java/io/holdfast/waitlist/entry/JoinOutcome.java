package io.holdfast.waitlist.entry;

/// What may come of wanting to join a line.
sealed interface JoinOutcome {

    record Joined(Entry entry) implements JoinOutcome {}

    record UnknownPerformance() implements JoinOutcome {}

    /// @param why one sentence for the person at the screen
    record Closed(String why) implements JoinOutcome {}

    record AlreadyWaiting() implements JoinOutcome {}
}
