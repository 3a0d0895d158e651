/// The waiting room's secret, from which the keys of places and draws follow.
@NullMarked
package io.holdfast.room.key;

import org.jspecify.annotations.NullMarked;
