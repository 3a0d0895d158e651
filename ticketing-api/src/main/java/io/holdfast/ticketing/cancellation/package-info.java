/// Giving tickets back: the quote, the decision, and the seats' way to the next fan.
///
/// - **Tells** `OrderCancelled`; the seats come back in a `SeatsReleased` of their own.
@NullMarked
package io.holdfast.ticketing.cancellation;

import org.jspecify.annotations.NullMarked;
