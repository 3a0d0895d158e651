/// A payment gateway to practise with: a foreign company with its own HTTP API, as real ones have.
///
/// It keeps its own books, honours `Idempotency-Key`, shows a hosted payment page, sends signed webhooks, and can
/// be told to misbehave. The protocol is described in `src-docs/api/pg-simulator.md`.
@NullMarked
package io.holdfast.simulators.pg;

import org.jspecify.annotations.NullMarked;
