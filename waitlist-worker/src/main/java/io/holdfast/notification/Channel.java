package io.holdfast.notification;

/// A way to reach people.
enum Channel {
    EMAIL,
    SMS,
    /// The customer's browsers, each a device of its own (RFC 8030).
    PUSH
}
