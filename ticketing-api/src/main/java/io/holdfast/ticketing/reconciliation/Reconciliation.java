package io.holdfast.ticketing.reconciliation;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One comparison of a period.
///
/// @param from and `to`: payments begun from then on, and before that
/// @param compared orders and top-ups, each with one channel; what a gateway lists besides does not count
/// @param endedAt absent while it is going on
/// @param findings oldest first, at most 1,000
record Reconciliation(
        UUID id,
        String who,
        Instant from,
        Instant to,
        boolean repair,
        int compared,
        @Nullable Instant endedAt,
        List<Finding> findings) {

    Reconciliation with(List<Finding> found) {
        return new Reconciliation(id, who, from, to, repair, compared, endedAt, found);
    }

    enum Kind {
        /// The gateway has taken money that we do not know of.
        CAPTURED_THERE,
        /// We believe that money was taken, and the gateway does not.
        CAPTURED_HERE,
        /// Another amount was taken or given back there than here.
        AMOUNTS_DIFFER,
        /// A refund that we are still waiting for has been given back there.
        REFUND_NOT_HEARD_OF,
        /// The gateway does not say.
        NO_ANSWER,
        /// The gateway has taken money under a name of ours that nobody here remembers, and has some of it still.
        UNKNOWN_HERE
    }

    enum Done {
        NOTHING,
        /// Written down as if it had just been heard of.
        SETTLED,
        /// A correction was entered in the ledger.
        CORRECTED
    }

    /// @param channel of the gateway only, where nobody knows the method
    /// @param payment the gateway's name of it, where nobody here knows what it was for
    /// @param there what the gateway has of it; absent when it does not say
    /// @param here what the ledger said
    record Finding(
            Kind kind,
            String channel,
            @Nullable OrderId order,
            @Nullable UUID topUp,
            @Nullable String payment,
            @Nullable Money there,
            Money here,
            Done done,
            Instant at) {}
}
