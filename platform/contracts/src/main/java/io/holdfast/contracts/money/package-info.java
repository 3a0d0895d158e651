/// Amounts in whole minor units.
@NullMarked
package io.holdfast.contracts.money;

import org.jspecify.annotations.NullMarked;
