package io.holdfast.messaging;

/// Where a dead letter stands.
///
/// ```
/// OPEN ──tried again──▶ REPLAYED
///   │
///   ╰────discarded────▶ DISCARDED
/// ```
public enum DeadLetterState {
    OPEN,
    REPLAYED,
    DISCARDED
}
