package io.holdfast.simulation;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A story that breaks a rule, shortened.
///
/// @param <S> a step
/// @param story nothing can be left out of it without the rule being kept
/// @param length of the story before it was shortened
public record Failure<S>(String rule, long seed, Mode mode, String why, List<S> story, int length) {

    public enum Mode {
        /// Something has happened that must never happen.
        SAFETY,
        /// Nothing goes wrong any more, and yet it comes to no end.
        LIVENESS
    }

    @Override
    public String toString() {
        var told = IntStream.range(0, story.size())
                .mapToObj(n -> "%4d. %s".formatted(n + 1, story.get(n)))
                .collect(Collectors.joining("\n"));
        return """
            %s, seed %d, %s: %s
            %s
            (%d of %d steps; again: ./holdfast simulate --seed %d --seeds 1)""".formatted(
                rule, seed, mode.name().toLowerCase(java.util.Locale.ROOT), why, told, story.size(), length, seed);
    }
}
