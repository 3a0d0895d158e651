/// How a sale stands, for those who run it, and whether its books are in order.
@NullMarked
package io.holdfast.ticketing.numbers;

import org.jspecify.annotations.NullMarked;
