package io.holdfast.messaging;

/// A record is not an event, or not one this version can read.
final class UnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableException(RuntimeException cause) {
        super("this is not an event that can be read", cause);
    }
}
