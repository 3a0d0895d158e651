/// Journeys of people through the whole house: the four packaged services on real parts, started once for all of
/// them.
///
/// - A [Person] has a browser of their own; [Olga] puts on the shows they want to see.
/// - [InTheHouse] starts the house and gives it to whoever asks.
@NullMarked
package io.holdfast.endtoend;

import org.jspecify.annotations.NullMarked;
