/// Keeping those out who come too often or by machine: limits, and proof of work.
///
/// A limit is a token bucket in Redis, so all processes together keep it. Work is asked of guests, and more of it where
/// many come from one address; a challenge is signed and carries all that is to be known of it, so nothing is
/// remembered. A solution is good for one subject in one sale, and joining again gives the same place: there is nothing
/// to gain by sending it twice.
///
/// - **Owns** the Redis keys `wr:limit:{sale}:`; they end by themselves and name nobody.
/// - **Hears** `SessionEnded`: who was signed out is a guest.
/// - **Reads** `door` for the time, which is Redis' own.
/// - **Is asked** by `queue` before a join and by `pass` before a claim; polls ask nobody.
@NullMarked
package io.holdfast.room.guard;

import org.jspecify.annotations.NullMarked;
