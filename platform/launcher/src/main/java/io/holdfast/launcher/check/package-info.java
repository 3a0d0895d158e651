/// Looks at the machine before anything is started, and says what is wrong in one sentence.
@NullMarked
package io.holdfast.launcher.check;

import org.jspecify.annotations.NullMarked;
