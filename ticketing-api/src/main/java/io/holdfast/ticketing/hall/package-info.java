/// The rooms performances take place in, as their seating plans describe them.
///
/// A plan is read from the JSON format of the pretix seating-plan editor (zones, rows, seats, categories) into an
/// immutable [SeatingPlan]; whatever is wrong with it comes back as a list of [PlanFault]s, all at once.
/// [PlanGeometry] is the compact form a browser draws the seat map from.
///
/// - **Owns** nothing that is stored.
/// - **Reads** nothing: a plan is a value.
@NullMarked
package io.holdfast.ticketing.hall;

import org.jspecify.annotations.NullMarked;
