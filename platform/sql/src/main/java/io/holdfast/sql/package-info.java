/// Hand-written statements with named parameters, for where a statement decides.
@NullMarked
package io.holdfast.sql;

import org.jspecify.annotations.NullMarked;
