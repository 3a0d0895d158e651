/// The benchmarks' own machinery; what they measure is not tested here.
@NullMarked
package io.holdfast.endtoend.bench;

import org.jspecify.annotations.NullMarked;
