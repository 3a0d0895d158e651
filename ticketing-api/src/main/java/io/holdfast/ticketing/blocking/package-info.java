/// Seats that staff put aside, such as behind a camera, and give back.
///
/// - **Owns** the seat state `BLOCKED`. Only a seat that nobody has can be blocked.
/// - **Writes down** each time who did it and why.
@NullMarked
package io.holdfast.ticketing.blocking;

import org.jspecify.annotations.NullMarked;
