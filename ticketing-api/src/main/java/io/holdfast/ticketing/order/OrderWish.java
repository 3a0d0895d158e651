package io.holdfast.ticketing.order;

import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.price.Delivery;
import io.holdfast.ticketing.price.PriceType;
import java.util.Map;
import java.util.Optional;

/// How somebody wants to have the seats they hold.
///
/// @param types the seats that are not at the regular price
/// @param coupon the id of one of the member's own, or a code
public record OrderWish(HoldId hold, Map<SeatId, PriceType> types, Delivery delivery, Optional<String> coupon) {

    public OrderWish {
        types = Map.copyOf(types);
    }
}
