/// Bookings: seats, a recipient and a price, to be paid.
///
/// - **Owns** tables `orders` (the singular is a word of SQL), `booking_pace` and `booking_turn`.
/// - **Reads** holds.
@NullMarked
package io.holdfast.ticketing.order;

import org.jspecify.annotations.NullMarked;
