/// What we owe customers: the decision here, the giving back in refund-worker.
///
/// - **Owns** table `cancellation`.
/// - **Hears** `refund.outcomes`.
/// - **Tells** `RefundAccountGiven`: to which account a refund is to go, sealed.
@NullMarked
package io.holdfast.ticketing.repayment;

import org.jspecify.annotations.NullMarked;
