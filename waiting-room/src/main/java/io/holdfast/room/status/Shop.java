package io.holdfast.room.status;

import io.holdfast.contracts.event.PulseEvent.ShopPulse;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether those who sell are there: ticketing-api says so every few seconds as long as its database answers
/// it.
@ApplicationScoped
class Shop {

    /// Six times in a row nobody has said it.
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Instant began = Instant.now();
    private volatile @Nullable Instant heard;

    synchronized void hear(ShopPulse pulse) {
        var last = heard;
        if (last == null || pulse.at().isAfter(last)) {
            heard = pulse.at();
        }
    }

    /// When it was last heard of, if that is too long ago.
    Optional<Instant> silentSince(Instant now) {
        var last = heard;
        // Whoever has just begun has not listened for long enough to say anything.
        var since = last == null ? began : last;
        return since.plus(PATIENCE).isBefore(now) ? Optional.of(since) : Optional.empty();
    }
}
