/// What the benchmarks have in common: processes, people who come, and two sides that are compared.
@NullMarked
package io.holdfast.endtoend.bench.stage;

import org.jspecify.annotations.NullMarked;
