package io.holdfast.simulators.gateway;

import org.jspecify.annotations.Nullable;

/// The `Idempotency-Key` something was asked with, and what exactly was asked.
///
/// @param key absent when the caller sent none: such a request takes effect each time
public record Asked(@Nullable String key, String request) {}
