/// What seats cost: the regular price of their grade, other prices for those who have a right to them, fees, delivery,
/// and what members and coupons take off.
///
/// An organiser's prices come in versions that never change. An order is priced from one version at one moment by the
/// database's clock, and keeps what it was priced with.
///
/// - **Owns** tables `tariff`, `price_type` and `member_discount`.
/// - **Reads** `show` and `grade`.
@NullMarked
package io.holdfast.ticketing.price;

import org.jspecify.annotations.NullMarked;
