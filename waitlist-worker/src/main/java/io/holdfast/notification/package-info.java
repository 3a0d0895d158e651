/// Telling people what concerns them: a booking, money back, an offer, their turn in a queue.
///
/// A message is written down in the transaction that learnt of it and sent later, once per message and channel. How a
/// customer is reached stays sealed until the moment of sending; no log line carries it.
///
/// - **Owns** tables `contact` and `notification` (queue and delivery log in one).
/// - **Hears** `ticketing.contacts`; `ticketing.sales`: `TicketsIssued`, `SeatChangeProposed`,
///   `SeatChanged`; `refund.outcomes`: `RefundSettled`;
///   `waiting-room.turns`: `TurnNear`, `TurnCame`.
/// - **Reads** `performance` for title, place and time.
/// - **Knows** nothing of lines and matching.
@NullMarked
package io.holdfast.notification;

import org.jspecify.annotations.NullMarked;
