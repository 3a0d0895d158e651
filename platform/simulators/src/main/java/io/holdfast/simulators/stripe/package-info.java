/// A gateway that speaks Stripe's API as far as ticketing needs it: Checkout Sessions captured by hand, PaymentIntents
/// without the customer, saved cards, refunds, signed webhooks. No money moves.
///
/// Its paths, form fields, objects and errors are those of <https://docs.stripe.com/api>. How to make it misbehave is
/// its own (`PUT /v1/faults`, `PUT /v1/webhook`).
@NullMarked
package io.holdfast.simulators.stripe;

import org.jspecify.annotations.NullMarked;
