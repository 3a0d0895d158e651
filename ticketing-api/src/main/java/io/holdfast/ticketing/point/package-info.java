/// Points: money a member has with us, to pay with.
///
/// A balance never falls below zero and is the sum of its history, which nobody changes. Whatever moves a balance is
/// booked in the ledger, where account `points` is what we owe all members together.
///
/// - **Owns** tables `wallet` and `point_entry`.
@NullMarked
package io.holdfast.ticketing.point;

import org.jspecify.annotations.NullMarked;
