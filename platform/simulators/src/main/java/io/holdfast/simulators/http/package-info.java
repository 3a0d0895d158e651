/// The little web server under the simulators: the JDK's own, on virtual threads, on the loopback address only.
@NullMarked
package io.holdfast.simulators.http;

import org.jspecify.annotations.NullMarked;
