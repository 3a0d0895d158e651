/// What ticketing-api has told about performances and their sales.
///
/// - **Owns** tables `performance` and `sale`.
@NullMarked
package io.holdfast.waitlist.performance;

import org.jspecify.annotations.NullMarked;
