/// What we owe customers: the decision here, the giving back in refund-worker.
///
/// - **Owns** table `cancellation`.
/// - **Hears** `refund.outcomes`.
@NullMarked
package io.holdfast.ticketing.repayment;

import org.jspecify.annotations.NullMarked;
