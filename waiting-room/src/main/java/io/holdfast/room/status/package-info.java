/// What everybody is told when something does not work, also while those who sell do not answer.
///
/// - **Hears** `IncidentChanged` on topic `ticketing.incidents` and `ShopPulse` on `ticketing.pulse`, in
///   every process from their beginning.
/// - **Owns** nothing: the topic is the memory, and neither Redis nor a database is asked.
@NullMarked
package io.holdfast.room.status;

import org.jspecify.annotations.NullMarked;
