/// What does not work as it should, as staff tell everybody: opened, followed by news, closed.
///
/// An open incident always says when there will be news. What was said stays.
///
/// - **Owns** tables `incident` and `incident_update`.
/// - **Tells** `IncidentChanged` on topic `ticketing.incidents`. The page people read is waiting-room's,
///   which goes on when this service does not.
@NullMarked
package io.holdfast.ticketing.incident;

import org.jspecify.annotations.NullMarked;
