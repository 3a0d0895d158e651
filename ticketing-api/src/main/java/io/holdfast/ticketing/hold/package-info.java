/// Putting seats aside for one visitor while they pay.
///
/// A hold takes all seats or none, in one statement. It becomes an order or lapses; a lapsed hold costs nobody
/// anything, because the next visitor's hold simply takes the seats over.
///
/// - **Owns** tables `hold` (also the log of holds), `shopper`, `shopping_end`, and the seat states `HELD` and
///   `AVAILABLE`.
/// - **Hears** `PassRevoked` on topic `waiting-room.turns`, in every process.
/// - **Tells** `ShoppingEnded` of visitors who leave without buying. A hold is private until it is paid.
@NullMarked
package io.holdfast.ticketing.hold;

import org.jspecify.annotations.NullMarked;
