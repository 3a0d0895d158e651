/// A customer's wish for returned seats, and its place in the line.
///
/// The line is the order of registration and never changes: an entry only ever moves forward, when somebody before it
/// is served or ends. An entry that missed an offer goes back to its place once.
///
/// Entries with the same wish share it, and are a line of their own within the line.
///
/// - **Owns** tables `entry`, `wish` and `line_count`.
@NullMarked
package io.holdfast.waitlist.entry;

import org.jspecify.annotations.NullMarked;
