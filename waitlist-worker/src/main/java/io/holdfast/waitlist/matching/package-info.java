/// Which entry gets which of the seats that came back.
///
/// In order of registration among those whose wish fits; all of a release in one transaction, one release of a
/// performance at a time. What nobody wants is told at once, so that it goes on public sale.
///
/// What is not enough for the first group in line is kept for it for a while, for one group at a time. What there was
/// each time is written down, so that it can be checked afterwards who was passed over and why.
///
/// - **Owns** tables `release`, `matching`, `gathering` and `gathered_seat`.
/// - **Tells** `SeatsUnwanted`, `SeatsGathered`.
@NullMarked
package io.holdfast.waitlist.matching;

import org.jspecify.annotations.NullMarked;
