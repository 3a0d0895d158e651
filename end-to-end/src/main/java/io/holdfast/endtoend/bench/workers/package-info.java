/// `./holdfast bench workers`: what happens behind a purchase, from the commit of a fact to whoever hears of it.
@NullMarked
package io.holdfast.endtoend.bench.workers;

import org.jspecify.annotations.NullMarked;
