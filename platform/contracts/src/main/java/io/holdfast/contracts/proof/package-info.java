/// Proof of work in the first format of ALTCHA, whose widgets and libraries may be used with it.
///
/// One side makes a [Challenge] with its [Challenges], the other finds the number in it. Nothing is remembered of
/// either, and whoever knows the key can verify, so a site behind the waiting room may use the same.
@NullMarked
package io.holdfast.contracts.proof;

import org.jspecify.annotations.NullMarked;
