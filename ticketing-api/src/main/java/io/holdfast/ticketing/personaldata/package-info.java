/// What we know of a member: all of it in their hands when they ask, and gone when they want that.
///
/// What the law wants kept, orders and the ledger, stays without a name: it points at a customer of whom
/// nothing is known. Somebody who still has seats to come, money on its way back or points left is not
/// forgotten yet.
///
/// - **Reads** whatever is about a member in the tables of this service.
/// - **Tells**, by way of `account`, `ContactForgotten`.
@NullMarked
package io.holdfast.ticketing.personaldata;

import org.jspecify.annotations.NullMarked;
