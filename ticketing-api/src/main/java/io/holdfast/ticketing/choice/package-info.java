/// Which seats suit a party: the best there are, three others when those asked for are gone, and whether a choice
/// leaves a single seat that nobody would buy alone.
///
/// Everything here is computed in memory, from the plan and from the seats as this process last knew them. It
/// suggests; the statement that holds seats decides.
///
/// - **Reads** plans of `show` and the live seats of `availability`.
@NullMarked
package io.holdfast.ticketing.choice;

import org.jspecify.annotations.NullMarked;
