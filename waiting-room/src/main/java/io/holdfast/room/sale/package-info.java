/// What is known of each sale: when it opens, how fast and how many visitors are let in.
///
/// - **Hears** `SaleScheduled` on topic `ticketing.sales`; ticketing-api alone decides about sales.
/// - **Owns** the Redis hash `wr:sales`, a copy of the same.
@NullMarked
package io.holdfast.room.sale;

import org.jspecify.annotations.NullMarked;
