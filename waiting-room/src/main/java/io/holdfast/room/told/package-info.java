/// What the waiting room tells others: events leave through a stream in Redis, so that a script tells what it has
/// done in the same step, and reach Kafka at least once, in order for each sale.
///
/// - **Owns** the Redis stream `wr:{sale}:told`, and the lease `wr:{sale}:told-by`.
/// - **Tells** [io.holdfast.contracts.event.TurnEvent] on topic `waiting-room.turns`.
///
/// What a flushed Redis had not sent yet is lost.
@NullMarked
package io.holdfast.room.told;

import org.jspecify.annotations.NullMarked;
