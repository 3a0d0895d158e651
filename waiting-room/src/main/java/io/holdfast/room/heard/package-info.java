/// Reading topics from their beginning, of which nothing is committed.
@NullMarked
package io.holdfast.room.heard;

import org.jspecify.annotations.NullMarked;
