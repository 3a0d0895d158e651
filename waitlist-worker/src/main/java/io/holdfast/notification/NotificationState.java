package io.holdfast.notification;

import java.time.Instant;

/// Where a message stands on one channel.
///
/// ```
///  Due ──lease──▶ Sending ──taken by the provider──▶ Sent
///   ▲ │            │  │ ▲
///   │ │  try later,│  │ ╰─ lease again, when the lease ran out
///   │ │  at night  │  │
///   ╰─┼────────────╯  ╰──▶ Dead (undeliverable, no address, gone, too late)
///     ╰─────────────────▶ Dead (stopped by the customer)
/// ```
///
/// Leasing and stopping are done in the database, for many at once ([Messages#lease], [Preferences]).
sealed interface NotificationState {

    /// @param failures how often the provider did not take it; waiting for a contact or the morning is no failure
    record Due(int failures, Instant at) implements NotificationState {}

    /// @param lease tells a sender that has overslept from the one that took over
    record Sending(int lease, int failures) implements NotificationState {
        Sent sent(Instant at) {
            return new Sent(at);
        }

        Due waitUntil(Instant at) {
            return new Due(failures, at);
        }

        Due failed(Instant nextTry) {
            return new Due(failures + 1, nextTry);
        }

        Dead die(Death death, Instant at) {
            return new Dead(death, at);
        }
    }

    record Sent(Instant at) implements NotificationState {}

    record Dead(Death death, Instant at) implements NotificationState {}

    enum Death {
        /// The provider will not take it, or did not, again and again.
        UNDELIVERABLE,
        /// The customer left no address for this channel.
        NO_ADDRESS,
        /// The device has unsubscribed.
        GONE,
        /// It is no longer worth telling.
        TOO_LATE,
        /// The customer does not want to be told such things any more.
        STOPPED
    }
}
