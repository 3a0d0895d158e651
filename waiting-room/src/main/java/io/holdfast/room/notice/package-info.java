/// Telling those who asked for it that their turn is near, and that it has come, wherever they are.
///
/// - **Owns** the Redis keys `notices`, `noticed` and `notice-tickets` of each sale.
/// - **Tells** `TurnNear` and `TurnCame`; waitlist-worker makes messages of them.
@NullMarked
package io.holdfast.room.notice;

import org.jspecify.annotations.NullMarked;
