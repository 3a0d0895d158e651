/// Standing in line: joining, asking where one stands, leaving.
///
/// The visitor carries the place ([Place], signed by [SignedPlaces]); Redis remembers one number per visitor, so
/// that joining again gives the same place. Far from the door a place is a comparison with the number being
/// served, and costs no round trip.
///
/// - **Owns** the Redis keys `members` and `leavers` of `wr:{sale}:`.
/// - **Reads** `door` for the room and `draw` for the order of the lobby.
@NullMarked
package io.holdfast.room.queue;

import org.jspecify.annotations.NullMarked;
