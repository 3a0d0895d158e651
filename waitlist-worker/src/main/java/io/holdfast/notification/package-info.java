/// Telling people what concerns them: a booking, money back, an offer, their turn in a queue.
///
/// A message is written down in the transaction that learnt of it and sent later, once per message and channel. How a
/// customer is reached stays sealed until the moment of sending; no log line carries it.
///
/// What is urgent and what can wait have queues, loops and room of their own on each channel, and each provider has a
/// breaker, so that nobody waits for somebody else's trouble.
///
/// - **Owns** tables `contact`, `message`, `notification` (queue and delivery log in one), `preference`,
///   `customer_zone`, `push_device`, `interest`, `reminder`, `announcement`, `fan_out`, and for what it has heard
///   `known_order`, `refund_delay`, `reason_called_off`, `published_show`.
/// - **Hears** `ticketing.contacts`, `ticketing.sales`, `refund.outcomes`, `waiting-room.turns`, and what it has asked
///   itself to tell: `notification.urgent`, `notification.bulk`.
/// - **Forgets** with a contact what is kept for its sake, in the same statement.
/// - **Tells** on `notification.urgent` and `notification.bulk`: `MessageRequested`.
/// - **Reads** `performance` for title, place and time, and `entry` for who waits.
/// - **Knows** nothing of lines and matching.
@NullMarked
package io.holdfast.notification;

import org.jspecify.annotations.NullMarked;
