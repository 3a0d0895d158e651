package io.holdfast.endtoend.prove;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is to be proven, and how long.
///
/// @param history whether the whole house is broken at random
/// @param defects whether known defects are to be found
/// @param out where logs go, and what is kept of a run that failed
/// @param data where the house's data stays; absent: it goes with the house
public record ProveOptions(
        Duration lasts,
        int customers,
        long seed,
        boolean history,
        boolean defects,
        Path out,
        @Nullable Path data) {

    static final String USAGE = """
        Usage: ./holdfast prove [options]

          --minutes N      how long everything is broken while people buy (default 3; fractions allowed)
          --customers N    how many buy at a time (default 24)
          --seed N         the same people and the same nemesis as in that run
          --short          one minute, and no seeded defects
          --history        only the history check
          --defects        only the seeded defects
          --data DIR       keeps the house's data there, so that the next start is quicker
          --out DIR        logs, and what is kept of a run that failed (default .holdfast/prove)

        Exit code 0: every invariant held and every seeded defect was caught; 1: not so; 2: it could not be run.
        """;

    /// Said to whoever typed it.
    static final class WrongUsage extends RuntimeException {
        WrongUsage(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /// @throws WrongUsage with a sentence for whoever typed them
    static ProveOptions parse(List<String> arguments, Path repository, long seed) {
        var words = new ArrayDeque<>(arguments);
        var options = new ProveOptions(
                Duration.ofMinutes(3), 24, seed, true, true, repository.resolve(".holdfast/prove"), null);
        while (!words.isEmpty()) {
            var word = words.pop();
            options = switch (word) {
                case "--short" -> options.of(Duration.ofMinutes(1)).only(true, false);
                case "--history" -> options.only(true, false);
                case "--defects" -> options.only(false, true);
                case "--minutes" -> options.of(minutes(value(word, words)));
                case "--customers" -> options.with(Math.toIntExact(number(word, words, 1, 500)));
                case "--seed" -> options.with(number(word, words, Long.MIN_VALUE, Long.MAX_VALUE));
                case "--data" -> options.keptIn(Path.of(value(word, words)).toAbsolutePath());
                case "--out" -> options.to(Path.of(value(word, words)).toAbsolutePath());
                default -> throw new WrongUsage("I do not know “%s”.".formatted(word));
            };
        }
        return options;
    }

    private static String value(String option, ArrayDeque<String> words) {
        var value = words.poll();
        if (value == null) {
            throw new WrongUsage(option + " needs a value.");
        }
        return value;
    }

    private static Duration minutes(String text) {
        try {
            var minutes = Double.parseDouble(text);
            if (minutes >= 0.1 && minutes <= 600) {
                return Duration.ofMillis(Math.round(minutes * 60_000));
            }
        } catch (NumberFormatException _) {
            // As wrong as a number that is out of range.
        }
        throw new WrongUsage("--minutes is 0.1 to 600, not “%s”.".formatted(text));
    }

    private static long number(String option, ArrayDeque<String> words, long least, long most) {
        var text = value(option, words);
        try {
            var number = Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // As wrong as a number that is out of range.
        }
        throw new WrongUsage("“%s %s” makes no sense to me.".formatted(option, text));
    }

    private ProveOptions of(Duration time) {
        return new ProveOptions(time, customers, seed, history, defects, out, data);
    }

    private ProveOptions only(boolean ofHistory, boolean ofDefects) {
        return new ProveOptions(lasts, customers, seed, ofHistory, ofDefects, out, data);
    }

    private ProveOptions with(int people) {
        return new ProveOptions(lasts, people, seed, history, defects, out, data);
    }

    private ProveOptions with(long chosen) {
        return new ProveOptions(lasts, customers, chosen, history, defects, out, data);
    }

    private ProveOptions to(Path directory) {
        return new ProveOptions(lasts, customers, seed, history, defects, directory, data);
    }

    private ProveOptions keptIn(Path directory) {
        return new ProveOptions(lasts, customers, seed, history, defects, out, directory);
    }
}
