package io.holdfast.refund.refund;

import io.holdfast.refund.refund.RefundState.Sending;

/// A refund this worker may send, until the lease ends.
record Leased(Refund refund, String provider, Sending state) {}
