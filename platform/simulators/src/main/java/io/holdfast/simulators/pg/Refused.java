package io.holdfast.simulators.pg;

/// The gateway says no, with a code.
final class Refused extends RuntimeException {

    private final int status;
    private final String code;

    Refused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
