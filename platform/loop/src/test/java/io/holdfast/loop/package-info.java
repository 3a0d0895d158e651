@NullMarked
package io.holdfast.loop;

import org.jspecify.annotations.NullMarked;
