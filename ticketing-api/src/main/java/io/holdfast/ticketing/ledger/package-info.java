/// Where the money is: double entry, append only, in whole minor units.
///
/// | account | balance means |
/// |---|---|
/// | `gateway:<channel>` | what the payment gateway holds for us |
/// | `points` | what we owe all members together (negative); what was paid with points came from here |
/// | `sales:<performance>` | what has been sold, coupons' part included, less what was given back (negative) |
/// | `fees`, `delivery` | service fees and delivery taken, less what was given back (negative) |
/// | `coupons` | what promotions have cost, or may still cost |
/// | `coupons:open` | the part of it that is promised and not used yet (negative) |
/// | `refunds` | what we owe customers and have not yet given back (negative) |
/// | `differences` | what gateways had more (negative) or less than we thought, until somebody knows why |
/// | `goodwill` | what the points given away have cost |
///
/// An entry belongs to an order or is about something else that has an id. PostgreSQL refuses a transaction whose
/// entries do not sum to zero, and any change to an entry: the serving role may not update or delete, and a trigger
/// says no to whoever may.
///
/// - **Owns** table `ledger_entry`.
@NullMarked
package io.holdfast.ticketing.ledger;

import org.jspecify.annotations.NullMarked;
