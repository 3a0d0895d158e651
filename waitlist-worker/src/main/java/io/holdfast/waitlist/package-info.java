/// Returned seats go to those who have waited longest.
///
/// - `performance`: what there is to wait for.
/// - `entry`: a wish, from joining to ticket or end.
/// - `offer`: seats put before one entry.
/// - `matching`: which entry gets which seats of a release.
///
/// Each depends only on those above it.
///
/// - **Hears** `ticketing.sales`, and on `ticketing.sessions` whose sign-in is over.
/// - **Tells** `waitlist.offers`: `SeatsOffered`, `SeatsUnwanted`, `SeatsGathered`.
@NullMarked
package io.holdfast.waitlist;

import org.jspecify.annotations.NullMarked;
