package io.holdfast.messaging;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.StringJoiner;

/// Says what went wrong in words that are ours: the kinds of the faults, SQL states, and where in our code it was. The
/// faults' own messages may repeat what was in the record, or in a row, and are left out.
final class Reason {

    private static final String UNREADABLE = "not an event that can be read: ";

    private static final int CAUSES = 4;
    private static final int LONGEST = 500;
    private static final String OURS = "io.holdfast.";

    private Reason() {}

    static String of(Throwable fault) {
        var why = fault instanceof UnreadableException ? fault.getCause() : null;
        return why == null ? kinds(fault) : UNREADABLE + kinds(why);
    }

    private static String kinds(Throwable fault) {
        var words = new StringJoiner(" ← ");
        var left = CAUSES;
        for (var cause = fault; cause != null && left > 0; cause = cause.getCause(), left--) {
            words.add(cause.getClass().getSimpleName() + state(cause) + place(cause));
        }
        var text = words.toString();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private static String state(Throwable fault) {
        return fault instanceof SQLException sql && sql.getSQLState() != null ? " " + sql.getSQLState() : "";
    }

    private static String place(Throwable fault) {
        return Arrays.stream(fault.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith(OURS))
                .findFirst()
                .map(frame -> " at %s.%s:%d"
                        .formatted(
                                frame.getClassName()
                                        .substring(frame.getClassName().lastIndexOf('.') + 1),
                                frame.getMethodName(),
                                frame.getLineNumber()))
                .orElse("");
    }
}
