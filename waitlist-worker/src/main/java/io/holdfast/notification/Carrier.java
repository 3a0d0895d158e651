package io.holdfast.notification;

import io.holdfast.contracts.personal.Contact;
import io.holdfast.notification.NotificationState.Death;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Hands messages of one channel to whoever delivers them. Never says what the provider said in words: they may carry
/// an address.
interface Carrier {

    /// @param id the same for every try
    /// @param isEmailRefused whether the mail server has said that there is no such address
    /// @param device the browser it is for; absent but for web push
    /// @param worthlessAfter exclusive
    record Delivery(
            UUID id,
            Message message,
            Contact contact,
            boolean isEmailRefused,
            Letter letter,
            @Nullable UUID device,
            Instant worthlessAfter,
            Instant now) {}

    /// What became of it.
    sealed interface Carried {

        record Taken() implements Carried {}

        /// Never will be, and nothing is wrong with the provider.
        record Refused(Death death) implements Carried {}

        /// Not this one, not now; nothing is wrong with the provider.
        ///
        /// @param why a word for the log, without anybody's data
        record Later(String why) implements Carried {}

        /// The provider does not work, or does not know us.
        ///
        /// @param why a word for the log, without anybody's data
        record Failed(String why) implements Carried {}

        /// The provider works and wants to be left alone.
        ///
        /// @param after how long; empty: it does not say
        record Throttled(Optional<Duration> after) implements Carried {}
    }

    Channel channel();

    /// Whether there is anybody who carries such messages.
    boolean exists();

    /// Returns when the provider has answered. An exception is a failure of the provider.
    Carried carry(Delivery delivery);
}
