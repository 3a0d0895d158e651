/// Rehearsals: thousands of buyers play one sale against a running house, in one of several scenarios.
///
/// Everything goes through the same HTTP interface a browser uses, and through the payment gateway's hosted page;
/// nothing looks into a database. What the buyers saw, what they paid and which tickets they hold is written down by
/// themselves, so that the house's own numbers can be held against it at the end.
///
/// Buyers arrive when they arrive, whether or not the house keeps up, and whoever is made to wait is waiting from
/// the moment they meant to act: latencies cannot hide behind a slow answer (no coordinated omission).
///
/// - [Rush] plays and judges; a [Scenario] with its [RushOptions] says what is played.
/// - [Race] and [Gathering] are for what everybody does at the same instant.
/// - [Buyer] does what [Intent] says; [Browser] is what a buyer acts through.
/// - [Books] and [Turns] keep what was seen, [Calls] how long it took, [Verdicts] judges, [Report] shows.
@NullMarked
package io.holdfast.endtoend.rush;

import org.jspecify.annotations.NullMarked;
