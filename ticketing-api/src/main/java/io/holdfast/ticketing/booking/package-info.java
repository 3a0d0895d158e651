/// A booking as the customer sees it: the order, its payments, its tickets and what was given back.
@NullMarked
package io.holdfast.ticketing.booking;

import org.jspecify.annotations.NullMarked;
