/// `./holdfast bench holds`: seats put aside by a crowd, against the same rules in pgbench.
@NullMarked
package io.holdfast.endtoend.bench.holds;

import org.jspecify.annotations.NullMarked;
