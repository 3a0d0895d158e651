/// Name, phone and e-mail: sealed wherever they rest or travel.
@NullMarked
package io.holdfast.contracts.personal;

import org.jspecify.annotations.NullMarked;
