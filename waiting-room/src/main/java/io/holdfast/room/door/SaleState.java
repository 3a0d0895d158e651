package io.holdfast.room.door;

/// Where a sale stands, as everybody may know it.
///
/// ```
/// SCHEDULED ──▶ LOBBY ──▶ OPEN ──▶ CLOSED
///                          │ ▲
///                      pause resume
///                          ▼ │
///                        PAUSED ──▶ CLOSED
/// ```
public enum SaleState {
    SCHEDULED,
    LOBBY,
    OPEN,
    PAUSED,
    CLOSED
}
