/// What a sale will need, before anybody has come: pods, connections, memory, and how long it takes.
///
/// - [Sale] is what is expected; [Course] is how it goes, a fluid that flows from the queue through the shop.
/// - [UnitCosts] are measured; [Needs] multiplies them with the busiest moment of the course.
/// - [Capacity] is the command, [CapacityReport] what it prints.
///
/// It asks nobody and needs no running house. Formulas and what is left out: `src-docs/operating/capacity.md`.
@NullMarked
package io.holdfast.launcher.capacity;

import org.jspecify.annotations.NullMarked;
