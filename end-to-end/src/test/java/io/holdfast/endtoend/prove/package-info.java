@NullMarked
package io.holdfast.endtoend.prove;

import org.jspecify.annotations.NullMarked;
