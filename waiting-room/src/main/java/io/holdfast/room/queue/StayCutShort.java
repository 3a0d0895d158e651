package io.holdfast.room.queue;

import io.holdfast.contracts.id.SaleId;
import java.time.Instant;

/// Somebody who was inside is no longer to be there: they have left, the staff has ended their place, or a newer
/// window has taken it over. Their pass would last longer.
///
/// @param number in the queue
/// @param session which window has the pass
/// @param until when it would have ended
public record StayCutShort(SaleId sale, long number, int session, Instant until, boolean replaced) {

    /// The pass's `sid`.
    public String sid() {
        return number + "." + session;
    }
}
