/// The life of a seat. One row in PostgreSQL, one owner, changed only by guarded statements.
@NullMarked
package io.holdfast.ticketing.seat;

import org.jspecify.annotations.NullMarked;
