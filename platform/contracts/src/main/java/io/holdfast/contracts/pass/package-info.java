/// The admission pass: waiting-room signs it, the browser carries it, ticketing-api verifies it offline.
@NullMarked
package io.holdfast.contracts.pass;

import org.jspecify.annotations.NullMarked;
