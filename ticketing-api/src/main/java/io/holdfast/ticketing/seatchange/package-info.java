/// Another seat for a ticket: staff propose it with a reason, whoever holds the ticket agrees or does not, and
/// only then does anything change. A proposal goes with its ticket: given away, it is the new holder's to answer.
///
/// ```
/// Proposed ──agree──▶ Agreed      the ticket is for the new seat, the old one goes back
///    ├───── decline ─▶ Declined
///    ├───── withdraw ▶ Withdrawn   by staff, or because the ticket was given back
///    ╰───── time ────▶ Lapsed      in these three everything stays as it was
/// ```
///
/// The new seat is kept aside meanwhile by a hold of its own, which lapses by itself. It costs as much as the old one
/// or less, and nothing is charged.
///
/// - **Owns** table `seat_change`: also the record of who was shown what and agreed when.
/// - **Tells** `SeatChangeProposed`, `SeatChanged`.
@NullMarked
package io.holdfast.ticketing.seatchange;

import org.jspecify.annotations.NullMarked;
