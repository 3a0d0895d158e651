package io.holdfast.simulation;

/// A rule has been broken.
public final class Broken extends RuntimeException {

    public Broken(String what) {
        super(what);
    }

    /// @param otherwise a sentence about what has happened, as for [String#formatted]
    public static void unless(boolean holds, String otherwise, Object... about) {
        if (!holds) {
            throw new Broken(otherwise.formatted(about));
        }
    }
}
