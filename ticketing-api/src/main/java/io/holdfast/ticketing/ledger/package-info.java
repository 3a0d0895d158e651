/// Where the money is: double entry, append only, in whole minor units.
///
/// | account | balance means |
/// |---|---|
/// | `gateway:<channel>` | what the payment gateway holds for us |
/// | `sales:<performance>` | what has been sold, less what was given back (negative: we owe the service) |
/// | `refunds` | what we owe customers and have not yet given back (negative) |
///
/// PostgreSQL refuses a transaction whose entries do not sum to zero, and any change to an entry.
@NullMarked
package io.holdfast.ticketing.ledger;

import org.jspecify.annotations.NullMarked;
