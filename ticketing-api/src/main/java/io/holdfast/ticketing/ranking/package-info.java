/// Which shows sell best at the moment: tickets of the last thirty minutes, counted by the minute.
///
/// A confirmed booking counts as soon as its fact is heard. Redis has the counts and may forget them at any moment:
/// they are counted anew from PostgreSQL then, and every five minutes, which also leaves out what was cancelled.
///
/// - **Hears** `ticketing.sales`: `TicketsIssued`.
/// - **Reads** `ticket`, `performance`.
@NullMarked
package io.holdfast.ticketing.ranking;

import org.jspecify.annotations.NullMarked;
