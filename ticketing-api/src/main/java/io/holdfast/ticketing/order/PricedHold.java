package io.holdfast.ticketing.order;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.ticketing.coupon.Coupon;
import io.holdfast.ticketing.hold.Hold;
import io.holdfast.ticketing.price.Quote;
import io.holdfast.ticketing.price.Tariff;
import io.holdfast.ticketing.refundrule.RefundRule;
import java.time.Instant;
import java.util.Optional;

/// Held seats and what they come to.
///
/// @param order that was made of the hold already, if any
/// @param refundRule the rule that applies to orders made now
/// @param now by the database's clock
public record PricedHold(
        HoldId hold,
        PerformanceId performance,
        SaleId sale,
        Subject subject,
        Hold.State state,
        Instant until,
        Optional<OrderId> order,
        Tariff tariff,
        RefundRule refundRule,
        Optional<Coupon> coupon,
        Quote quote,
        Instant now) {}
