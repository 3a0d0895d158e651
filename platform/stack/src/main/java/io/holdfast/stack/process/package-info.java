/// Processes that end with the one that started them, however that one ends.
@NullMarked
package io.holdfast.stack.process;

import org.jspecify.annotations.NullMarked;
