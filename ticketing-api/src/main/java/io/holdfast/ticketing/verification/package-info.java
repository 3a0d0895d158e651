/// Whether what must always be so is so, asked of the running house every minute.
///
/// Constraints and guarded statements keep the invariants; this looks whether they have. What has happened since the
/// last look is looked at every time, found by time and by number, so it costs as little as there is. Whole
/// performances take turns for what nothing points at, within a small share of the time. One process looks at a time.
///
/// Whatever is found is written down once, told, counted, and stops new sales of its performance until staff have
/// looked at it.
///
/// - **Owns** tables `violation`, `violation_closed`, `verification`, `performance_verified`; writes
///   `performance.stopped_at`.
/// - **Reads** everything about seats and money.
/// - **Tells** `ViolationFound`.
@NullMarked
package io.holdfast.ticketing.verification;

import org.jspecify.annotations.NullMarked;
