/// What ticketing-api has told about performances and their sales.
///
/// - **Owns** tables `performance`, `sale`, `called_off` and `returned`.
@NullMarked
package io.holdfast.waitlist.performance;

import org.jspecify.annotations.NullMarked;
