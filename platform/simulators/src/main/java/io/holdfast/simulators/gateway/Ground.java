package io.holdfast.simulators.gateway;

import java.net.URI;
import java.time.InstantSource;

/// What a gateway's protocol stands on.
///
/// @param url the address of its API and pages, without a slash at the end
/// @param <T> what a line of its journal says
public record Ground<T>(
        GatewayConfig config, InstantSource clock, URI url, Faults faults, Webhooks webhooks, Journal<T> journal) {}
