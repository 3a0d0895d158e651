/// Taking money, exactly once, through whichever channel.
///
/// No lock and no transaction is held across a call to a payment gateway: the intention is committed first
/// (`CONFIRMING`, seats `PAYING`), the gateway is asked, the answer is committed. Whatever is not known is asked about
/// until it is, and the seats wait.
///
/// - **Owns** tables `payment`, `webhook` and the seat states `PAYING` and `SOLD`.
/// - **Tells** `TicketsIssued`, `LateCaptureRejected`.
@NullMarked
package io.holdfast.ticketing.payment;

import org.jspecify.annotations.NullMarked;
