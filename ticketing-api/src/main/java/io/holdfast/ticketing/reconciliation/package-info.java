/// Our books compared with the gateways' own, and put right.
///
/// For each order (or top-up) and channel, what the gateway has taken less what it has given back must be what the
/// ledger says. Money taken there that is not known here is settled as if it had just been heard of: seats, or all of
/// it back. Any other difference becomes a correction in the ledger, against the account `differences`, and stays there
/// until a person has found out whose it is.
///
/// Nothing is changed without `repair`, and comparing again finds what was corrected in order.
///
/// - **Owns** tables `reconciliation`, `reconciliation_finding`.
@NullMarked
package io.holdfast.ticketing.reconciliation;

import org.jspecify.annotations.NullMarked;
