package io.holdfast.endtoend.prove.check;

/// Something that must never be, and was found.
///
/// @param found in a sentence, with the names of what it is about
public record Violation(Invariant invariant, String found) {}
