/// What the simulated payment gateways have in common: how they misbehave, remember, repeat themselves and call back.
@NullMarked
package io.holdfast.simulators.gateway;

import org.jspecify.annotations.NullMarked;
