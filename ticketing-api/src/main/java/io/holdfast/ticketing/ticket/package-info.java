/// The right to a seat. A seat has at most one valid ticket; PostgreSQL refuses a second.
///
/// - **Owns** table `ticket`.
@NullMarked
package io.holdfast.ticketing.ticket;

import org.jspecify.annotations.NullMarked;
