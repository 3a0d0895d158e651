/// Taking money, exactly once, through whichever channel.
///
/// No lock and no transaction is held across a call to a payment gateway: the intention is committed first
/// (`CONFIRMING`, seats `PAYING`), the gateway is asked, the answer is committed. Whatever is not known is asked about
/// until it is, and the seats wait. What we settle ourselves, points and what costs nothing, is one transaction.
///
/// - **Owns** tables `payment`, `webhook`, `top_up`, `channel_switch`, `payment_link` and the seat states `PAYING` and
///   `SOLD`.
/// - **Tells** `TicketsIssued`, `LateCaptureRejected`.
@NullMarked
package io.holdfast.ticketing.payment;

import org.jspecify.annotations.NullMarked;
