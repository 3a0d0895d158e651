package io.holdfast.simulators.pg;

import io.holdfast.simulators.gateway.Asked;
import java.time.Instant;

/// Money given back from one payment.
///
/// @param balance what is left of the payment after it
record Cancel(String cancelKey, long amount, String reason, Instant canceledAt, long balance, Asked asked) {}
