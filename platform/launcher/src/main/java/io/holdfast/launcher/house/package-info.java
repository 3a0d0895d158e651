/// The whole platform as processes on this machine: the real parts, the simulators, the four packaged services and
/// the gateway before them.
///
/// - **Used by** `./holdfast up` and by the journeys in end-to-end, which start one on free ports.
/// - **Owns** the data directory: secrets, databases, logs, and the lock that keeps a second one out.
@NullMarked
package io.holdfast.launcher.house;

import org.jspecify.annotations.NullMarked;
