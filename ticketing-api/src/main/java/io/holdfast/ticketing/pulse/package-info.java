/// How running sales are doing: seats left, and the health of payments and of the database.
///
/// While a sale with a waiting room runs, one process after the other measures it and tells the waiting room,
/// which lets in no more people than there is something to sell to, by what can sell it.
///
/// - **Owns** tables `pulse` and `process_health`, which may be lost.
/// - **Reads** seats, orders, and how payments went ([io.holdfast.ticketing.payment.Attempts]).
/// - **Tells** `SalePulse`, and `ShopPulse` all the time, straight to Kafka.
@NullMarked
package io.holdfast.ticketing.pulse;

import org.jspecify.annotations.NullMarked;
