@NullMarked
package io.holdfast.endtoend.prove.check;

import org.jspecify.annotations.NullMarked;
