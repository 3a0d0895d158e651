/// What is on: shows, their performances, grades and prices, and the sale that opens them.
///
/// - **Owns** tables `hall`, `show`, `grade`, `sale`, `performance`, and lays out the seats of a new performance.
/// - **Tells** `SaleScheduled` and `PerformanceScheduled`.
@NullMarked
package io.holdfast.ticketing.show;

import org.jspecify.annotations.NullMarked;
