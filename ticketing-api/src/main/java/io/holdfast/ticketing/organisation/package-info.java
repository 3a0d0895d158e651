/// Who sells: organisations with members, to which shows, halls and coupons belong.
///
/// - **Owns** tables `organisation`, `organisation_member` and `organisation_change`, the role `organiser` that
///   membership gives, and the answer to whether something is the business of whoever asks.
/// - **Reads** whose shows, halls, performances and sales are.
/// - **Tells** nobody: facts name an organiser by a mark, as before.
@NullMarked
package io.holdfast.ticketing.organisation;

import org.jspecify.annotations.NullMarked;
