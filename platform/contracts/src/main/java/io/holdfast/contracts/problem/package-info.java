/// Every problem a client of this platform can meet (RFC 9457), in one place.
@NullMarked
package io.holdfast.contracts.problem;

import org.jspecify.annotations.NullMarked;
