package io.holdfast.refund.refund;

import io.holdfast.refund.refund.RefundState.Sending;
import java.util.Optional;

/// A refund this worker may send, until the lease ends: by its time, or because others find this worker dead.
///
/// @param account where the money is to go, sealed; empty unless the gateway has asked for one
/// @param round how many requests for it were refused for good and mended
record Leased(Refund refund, String provider, Sending state, Optional<String> account, int round) {}
