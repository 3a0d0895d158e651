/// The rush can find fault: its oracles are tried on what must not happen.
@NullMarked
package io.holdfast.endtoend.rush;

import org.jspecify.annotations.NullMarked;
