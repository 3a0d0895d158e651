/// The turn has come: a called visitor claims it and gets a pass any service can verify offline.
///
/// - **Hears** `TicketsIssued` on topic `ticketing.sales`: the buyer's stay is done.
/// - **Tells** verifiers its public keys ([KeysResource]).
@NullMarked
package io.holdfast.room.pass;

import org.jspecify.annotations.NullMarked;
