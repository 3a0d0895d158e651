/// The door of each sale: who is called, how fast, and what everybody may know of it.
///
/// Admission is computed, not scheduled: `admit.lua` fills the bucket by Redis' clock, ends overdue calls and
/// stays, and calls whoever is next. Anybody may run it, and running it twice calls nobody twice.
///
/// - **Owns** the Redis hash `wr:{sale}:room`; writes `called`, `active` and `ends` together with `queue`
///   and `pass`.
/// - **Tells** this process what it saw ([RoomSeen]), and the public what is being served ([ServingResource]).
@NullMarked
package io.holdfast.room.door;

import org.jspecify.annotations.NullMarked;
