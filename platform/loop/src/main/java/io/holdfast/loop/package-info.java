/// Work that goes on by itself: the one loop behind relays, live maps and whatever else looks after something.
@NullMarked
package io.holdfast.loop;

import org.jspecify.annotations.NullMarked;
