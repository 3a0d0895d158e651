/// The turn has come: a called visitor claims it and gets a pass any service can verify offline.
///
/// - **Owns** the Redis sorted set `wr:{sale}:revoked`.
/// - **Hears** `TicketsIssued` on topic `ticketing.sales`: the buyer's stay is done.
/// - **Tells** verifiers its public keys ([KeysResource]) and which passes were taken back ([Revocations]), also as
///   `PassRevoked` on topic `waiting-room.turns`.
/// - **Verifies** passes for the proxy of a site that is not ours ([VerificationResource]).
@NullMarked
package io.holdfast.room.pass;

import org.jspecify.annotations.NullMarked;
