@NullMarked
package io.holdfast.endtoend.prove.defect;

import org.jspecify.annotations.NullMarked;
