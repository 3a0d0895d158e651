package io.holdfast.notification;

/// The two classes of messages. They share no queue, no loop and no room under way.
enum Urgency {
    /// Somebody waits for it, or loses something without it.
    URGENT,
    /// It can wait for the morning.
    BULK
}
