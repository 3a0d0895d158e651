/// How much comes back when: stepped refund rules as data, counted in calendar days of the venue's time zone.
@NullMarked
package io.holdfast.ticketing.refundrule;

import org.jspecify.annotations.NullMarked;
