/// How the benchmark finds its way in the waiting room's scripts.
@NullMarked
package io.holdfast.endtoend.bench.room;

import org.jspecify.annotations.NullMarked;
