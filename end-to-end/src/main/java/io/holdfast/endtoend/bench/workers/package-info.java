/// `./holdfast bench workers`: what happens behind a purchase. Refunds, freed seats, messages to people, and the facts
/// that carry them.
///
/// - Chapters: [Refunding], [FreedSeats], [ManySeats], [Notifying], [Facts].
/// - Others to speak to: [Gateway] (payments), [Sales] and [Ear] (Kafka), [Fans] (who wait), [Provider] (messages).
/// - [InTurn] walks a line by hand, to check what was offered.
@NullMarked
package io.holdfast.endtoend.bench.workers;

import org.jspecify.annotations.NullMarked;
