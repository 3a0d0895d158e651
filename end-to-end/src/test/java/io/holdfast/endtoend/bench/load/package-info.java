/// The load generator against a server of its own.
@NullMarked
package io.holdfast.endtoend.bench.load;

import org.jspecify.annotations.NullMarked;
