package io.holdfast.launcher.house;

/// This machine, as it is now, cannot carry the house; the message is one sentence that says why and what to do.
public final class UnfitException extends RuntimeException {

    public UnfitException(String sentence) {
        super(sentence);
    }
}
