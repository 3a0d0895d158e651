package io.holdfast.endtoend.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is measured, and how long.
///
/// @param name of the benchmark
/// @param shortened fewer and shorter rounds
/// @param only numbers of the figures wanted; empty: all
/// @param out where the report goes
/// @param against data of an earlier run to compare with
public record BenchOptions(
        String name,
        boolean shortened,
        Set<Integer> only,
        Path out,
        @Nullable Path against) {

    static final List<String> NAMES = List.of("waiting-room", "holds", "workers", "web");

    static final String USAGE = """
        Usage: ./holdfast bench <waiting-room|holds|workers|web> [options]

          --short          about two minutes instead of up to twelve
          --only N,N       only these figures
          --out DIR        where the page and the data go (default .holdfast/bench)
          --against FILE   compare with the data of an earlier run

        It needs the machine for itself: anything else that runs is in the figures.
        """;

    /// Said to whoever typed it.
    static final class WrongUsage extends RuntimeException {
        WrongUsage(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /// @throws WrongUsage with a sentence for whoever typed them
    static BenchOptions parse(List<String> arguments, Path repository) {
        var words = new ArrayDeque<>(arguments);
        var name = words.poll();
        if (name == null || !NAMES.contains(name)) {
            throw new WrongUsage("%s There is: %s."
                    .formatted(
                            name == null ? "Which benchmark?" : "There is no benchmark “%s”.".formatted(name),
                            String.join(", ", NAMES)));
        }
        var shortened = false;
        var only = new TreeSet<Integer>();
        var out = repository.resolve(".holdfast/bench");
        Path against = null;
        while (!words.isEmpty()) {
            var word = words.pop();
            if (word.equals("--short")) {
                shortened = true;
                continue;
            }
            var value = words.poll();
            if (value == null) {
                throw new WrongUsage("I do not know “%s”, or it lacks a value.".formatted(word));
            }
            switch (word) {
                case "--only" -> only.addAll(numbers(value));
                case "--out" -> out = Path.of(value).toAbsolutePath();
                case "--against" -> against = Path.of(value).toAbsolutePath();
                default -> throw new WrongUsage("I do not know “%s”.".formatted(word));
            }
        }
        return new BenchOptions(name, shortened, only, out, against);
    }

    private static Set<Integer> numbers(String list) {
        try {
            return Arrays.stream(list.split(",")).map(Integer::valueOf).collect(Collectors.toSet());
        } catch (NumberFormatException e) {
            throw new WrongUsage("“--only %s” makes no sense to me.".formatted(list));
        }
    }

    boolean wants(int number) {
        return only.isEmpty() || only.contains(number);
    }

    /// As it is in a full run, or in a short one.
    public <T> T fullOrShort(T full, T shorter) {
        return shortened ? shorter : full;
    }
}
