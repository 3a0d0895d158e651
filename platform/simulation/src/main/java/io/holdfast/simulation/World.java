package io.holdfast.simulation;

/// A rule, those who use it, and a plain idea of what must be true whatever happens.
///
/// @param <S> what may happen: a sealed interface of records, faults among them. A step names whom it is
///     about by any number, and the world takes it modulo those there are, so that a story still makes sense
///     when steps are left out.
public interface World<S> {

    /// One step of the story; does nothing if it makes no sense at this moment.
    void take(S step);

    /// @throws Broken if something is as it must never be
    void check();

    /// Time passes by one beat, nothing goes wrong, and whatever is due is done.
    void goOn();

    /// Whether everything has come to its end.
    boolean isAtRest();
}
