/// How the programs of this module show what they have found.
@NullMarked
package io.holdfast.endtoend.report;

import org.jspecify.annotations.NullMarked;
