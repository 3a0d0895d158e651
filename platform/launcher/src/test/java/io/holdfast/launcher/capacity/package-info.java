/// The model is held against a simulation that plays the same sale person by person.
@NullMarked
package io.holdfast.launcher.capacity;

import org.jspecify.annotations.NullMarked;
