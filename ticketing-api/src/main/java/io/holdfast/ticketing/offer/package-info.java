/// Returned seats offered to one person of the waitlist: a hold with its own, longer time.
///
/// - **Hears** `waitlist.offers`.
/// - **Tells** `OfferFailed`; the seats of an offer that came to nothing are released again.
@NullMarked
package io.holdfast.ticketing.offer;

import org.jspecify.annotations.NullMarked;
