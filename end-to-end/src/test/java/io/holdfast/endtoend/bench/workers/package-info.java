/// How the rule of the waitlist is walked by hand.
@NullMarked
package io.holdfast.endtoend.bench.workers;

import org.jspecify.annotations.NullMarked;
