package io.holdfast.ticketing.coupon;

import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.price.Reduction;
import java.time.Instant;
import java.util.Optional;

/// A promise to take something off one order.
///
/// @param issuer the organisation whose shows it is for; empty for the house's
/// @param show the only show it is for; empty for all of the issuer's
/// @param customer whose it is; empty when it belongs to whoever has its code
/// @param until exclusive
public record Coupon(
        CouponId id,
        String name,
        Optional<OrganisationId> issuer,
        Optional<ShowId> show,
        Optional<CustomerId> customer,
        Reduction reduction,
        Instant until,
        State state) {

    /// ```
    /// Open ──order──▶ Used ──order lapses, or all of it comes back free of charge──▶ Open ──until──▶ Expired
    /// ```
    public enum State {
        OPEN,
        USED,
        EXPIRED
    }

    /// Why a coupon takes nothing off an order.
    public enum Refusal {
        /// There is none of that name or code, or it is somebody else's.
        UNKNOWN,
        USED,
        EXPIRED,
        OTHER_SHOW,
        BELOW_MINIMUM
    }

    /// @param organiser whose show it is
    /// @return empty when it may be used
    public Optional<Refusal> refusal(ShowId wanted, OrganisationId organiser, Instant now) {
        if (state == State.USED) {
            return Optional.of(Refusal.USED);
        }
        if (state == State.EXPIRED || !now.isBefore(until)) {
            return Optional.of(Refusal.EXPIRED);
        }
        var fits = show.map(wanted::equals).orElse(true)
                && issuer.map(organiser::equals).orElse(true);
        return fits ? Optional.empty() : Optional.of(Refusal.OTHER_SHOW);
    }
}
