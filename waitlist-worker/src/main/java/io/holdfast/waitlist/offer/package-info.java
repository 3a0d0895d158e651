/// Seats put before one entry, for a while.
///
/// ticketing-api keeps the seats, takes the answer and the money; here is remembered who was offered what, and what
/// became of it.
///
/// - **Owns** table `offer`.
/// - **Tells** `SeatsOffered`, and the customer.
@NullMarked
package io.holdfast.waitlist.offer;

import org.jspecify.annotations.NullMarked;
