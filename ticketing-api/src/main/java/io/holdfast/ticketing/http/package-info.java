/// Small things every resource of this service says the same way.
@NullMarked
package io.holdfast.ticketing.http;

import org.jspecify.annotations.NullMarked;
