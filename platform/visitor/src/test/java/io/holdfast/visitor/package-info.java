@NullMarked
package io.holdfast.visitor;

import org.jspecify.annotations.NullMarked;
