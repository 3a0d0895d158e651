/// Judges what was done to a house and what is left of it: a pure function of a [History] and a [FinalState].
///
/// Each [Invariant] is one of those of the architecture's list and says what must be so in terms of what people asked,
/// what they were answered, and what the books hold. It believes nothing that the house says of itself.
@NullMarked
package io.holdfast.endtoend.prove.check;

import org.jspecify.annotations.NullMarked;
