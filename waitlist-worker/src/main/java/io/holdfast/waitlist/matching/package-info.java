/// Which entry gets which of the seats that came back.
///
/// In order of registration among those whose wish fits; all of a release in one transaction, one release of a
/// performance at a time. What nobody wants is told at once, so that it goes on public sale.
///
/// - **Owns** table `release`.
/// - **Tells** `SeatsUnwanted`.
@NullMarked
package io.holdfast.waitlist.matching;

import org.jspecify.annotations.NullMarked;
