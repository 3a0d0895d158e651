/// The waiting room's figures.
///
/// - [RoomBench] starts what is measured ([Stage]): Redis, Kafka, the packaged waiting-room and the baseline.
/// - [LuaFunction] calls the waiting room's own scripts straight on Redis, by what their headers say.
/// - Each figure is a [io.holdfast.endtoend.bench.Bench.Chapter].
@NullMarked
package io.holdfast.endtoend.bench.room;

import org.jspecify.annotations.NullMarked;
