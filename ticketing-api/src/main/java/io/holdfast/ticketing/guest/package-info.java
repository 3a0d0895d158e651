/// Guests find their bookings and tickets again, on any browser: by phone, or booking number and phone, and a
/// code sent to how they are reached.
///
/// Whoever asks cannot learn whether somebody has booked: a hit and a miss are the same statements, the
/// same rows, the same fact told, and the same answer. A proven browser carries a signed cookie that names
/// the guests it may see.
///
/// - **Owns** table `guest_look_up`.
/// - **Reads** `customer`, `orders` and `ticket`.
/// - **Tells** `CodeIssued`, for hit and miss.
@NullMarked
package io.holdfast.ticketing.guest;

import org.jspecify.annotations.NullMarked;
