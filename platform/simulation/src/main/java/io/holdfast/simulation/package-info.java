/// Tries a rule out in thousands of made-up stories, on a clock that stands still between two steps.
///
/// A seed makes a [io.holdfast.simulation.Deck] tell a story: what people do, and what goes wrong meanwhile.
/// The story is played in a [io.holdfast.simulation.World] that runs the very rule of production and looks
/// after each step whether anything has happened that must never happen (safety). Then nothing goes wrong any
/// more, and everything has to come to its end in bounded time (liveness). The same seed always tells the
/// same story. One that breaks is shortened to the steps it needs.
///
/// For tests only; nothing here runs in production.
@NullMarked
package io.holdfast.simulation;

import org.jspecify.annotations.NullMarked;
