/// Performances for people's own calendars (RFC 5545).
///
/// - **Owns** nothing.
/// - **Reads** what is on, from `show`.
@NullMarked
package io.holdfast.ticketing.calendar;

import org.jspecify.annotations.NullMarked;
