package io.holdfast.launcher.capacity;

import java.time.Duration;

/// Numbers as people say them.
final class Times {

    private Times() {}

    /// `90 s`, `20 min 5 s`, `2 h 3 min`.
    static String of(Duration time) {
        var seconds = Math.round(time.toMillis() / 1e3);
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 7_200) {
            return seconds / 60 + " min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + " s");
        }
        return seconds / 3_600 + " h" + (seconds / 60 % 60 == 0 ? "" : " " + seconds / 60 % 60 + " min");
    }

    /// `2` and `0.5`.
    static String trimmed(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
