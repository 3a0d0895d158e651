/// A gateway that speaks Toss Payments' API version 1 as far as ticketing needs it: payments opened, confirmed, asked
/// about and cancelled, cards saved and charged, virtual accounts (가상계좌), webhooks. No money moves.
///
/// What was paid into a virtual account goes back only to an account that the cancellation names.
///
/// Its paths, fields, statuses and codes are those of <https://docs.tosspayments.com/reference>. How to make it
/// misbehave is its own (`PUT /v1/faults`, `PUT /v1/webhook`).
@NullMarked
package io.holdfast.simulators.toss;

import org.jspecify.annotations.NullMarked;
