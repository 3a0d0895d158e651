/// Giving money back: exactly once for each refund id, whatever crashes.
///
/// A refund is asked for by a cancelled order or a capture that came too late. It is leased for a short while,
/// asked of the gateway with its id as idempotency key, and settled in one transaction with the news of it. After
/// an unclear outcome the gateway is first asked whether it was done. What cannot be done is parked for a person.
///
/// The leases of a process end with it: each process holds a lock for as long as it lives ([Holder]), and the others
/// look for those whose lock is free.
///
/// Staff see them all, have parked ones sent again, approve large ones, and say in twos that one was settled by hand.
///
/// - **Owns** tables `refund`, `refund_attempt`, `refund_day` and `refund_history`.
/// - **Hears** `ticketing.sales`: `OrderCancelled`, `LateCaptureRejected`, `RefundAccountGiven`.
/// - **Tells** `refund.outcomes`: `RefundSettled`, `RefundParked`, `RefundDelayed`, `RefundAccountNeeded`.
@NullMarked
package io.holdfast.refund.refund;

import org.jspecify.annotations.NullMarked;
