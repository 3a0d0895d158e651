/// Bookings: seats, a recipient and a price, to be paid.
///
/// - **Owns** table `orders` (the singular is a word of SQL).
/// - **Reads** holds.
@NullMarked
package io.holdfast.ticketing.order;

import org.jspecify.annotations.NullMarked;
