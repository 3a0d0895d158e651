/// Coupons: promises to take something off an order's seats.
///
/// The house issues them for any show, organisers for their own. A coupon belongs to a member or to whoever has its
/// code, and is used by one order; an order uses at most one. What is promised, used and let lapse is in the ledger:
/// `coupons:open` is what all open coupons may still cost (negative), `coupons` what promotions have cost or may cost.
///
/// - **Owns** tables `coupon_issue` and `coupon`.
/// - **Reads** `show`.
@NullMarked
package io.holdfast.ticketing.coupon;

import org.jspecify.annotations.NullMarked;
