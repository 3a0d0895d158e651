package io.holdfast.launcher;

import io.holdfast.launcher.house.Progress;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/// What the person at the terminal sees.
final class Console implements Progress {

    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    @Override
    public void ready(String part, Duration after) {
        line("  ✓ %-26s ready after %5.1f s".formatted(part, after.toMillis() / 1000.0));
    }

    @Override
    public void say(String sentence) {
        line(sentence);
    }

    synchronized void line(String text) {
        out.println(text);
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.0f s", duration.toMillis() / 1000.0);
    }
}
