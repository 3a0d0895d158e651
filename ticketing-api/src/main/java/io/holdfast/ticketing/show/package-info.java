/// What is on: shows, their performances, grades and prices, and the sale that opens them.
///
/// - **Owns** tables `hall`, `show`, `show_picture`, `grade`, `sale`, `sale_change`, `performance`, and lays out the
///   seats of a new performance.
/// - **Tells** `SaleScheduled`, again whenever staff change something about it, and `PerformanceScheduled`.
@NullMarked
package io.holdfast.ticketing.show;

import org.jspecify.annotations.NullMarked;
