/// Which seats can be had right now, for everybody who looks.
///
/// - **Reads** seat states; decides nothing. A seat shown as free may be gone a moment later, and the hold tells.
@NullMarked
package io.holdfast.ticketing.availability;

import org.jspecify.annotations.NullMarked;
