package io.holdfast.ticketing.price;

import io.holdfast.contracts.money.Money;
import java.math.BigDecimal;
import java.util.Optional;

/// What one coupon takes off an order's seats.
///
/// @param amount what it takes off, or the most when it is a percentage
/// @param percentOff of what the seats come to, rounded half up to a whole minor unit
/// @param minimum what the seats must come to, before the coupon
public record Reduction(Money amount, Optional<BigDecimal> percentOff, Money minimum) {

    /// @param subtotal what the seats come to; never more than that is taken off
    public Money of(Money subtotal) {
        var wanted = percentOff.map(subtotal::percent).orElse(amount);
        var capped = wanted.compareTo(amount) > 0 ? amount : wanted;
        return capped.compareTo(subtotal) > 0 ? subtotal : capped;
    }

    public boolean reaches(Money subtotal) {
        return subtotal.currency().equals(minimum.currency()) && subtotal.compareTo(minimum) >= 0;
    }
}
