package io.holdfast.endtoend.bench;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is measured, and how long.
///
/// @param subjects that are measured, in this order
/// @param shortened fewer and shorter rounds
/// @param only chapters wanted, by subject; a subject that is not in it is wanted whole
/// @param out where the report goes
/// @param against data of an earlier run to compare with
public record BenchOptions(
        List<String> subjects,
        boolean shortened,
        Map<String, Set<Integer>> only,
        Path out,
        @Nullable Path against) {

    static final List<String> NAMES = List.of("waiting-room", "holds", "workers", "web");

    static final String USAGE = """
        Usage: ./holdfast bench [waiting-room|holds|workers|web] [options]

        Without a name all of them, one after the other, in one table.

          --short          about two minutes instead of up to twelve, for each
          --only N,N       only these figures; without a name e.g. --only holds/5,waiting-room/1
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
        var name = words.isEmpty() || words.peek().startsWith("--") ? null : words.poll();
        if (name != null && !NAMES.contains(name)) {
            throw new WrongUsage("There is no benchmark “%s”. There is: %s.".formatted(name, String.join(", ", NAMES)));
        }
        var shortened = false;
        var only = new TreeMap<String, Set<Integer>>();
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
                case "--only" ->
                    chapters(name, value)
                            .forEach((subject, numbers) -> only.computeIfAbsent(subject, _ -> new TreeSet<>())
                                    .addAll(numbers));
                case "--out" -> out = Path.of(value).toAbsolutePath();
                case "--against" -> against = Path.of(value).toAbsolutePath();
                default -> throw new WrongUsage("I do not know “%s”.".formatted(word));
            }
        }
        var subjects = name != null
                ? List.of(name)
                : only.isEmpty()
                        ? NAMES
                        : NAMES.stream().filter(only::containsKey).toList();
        return new BenchOptions(subjects, shortened, only, out, against);
    }

    /// @param name of the only subject; null: each has to be named
    private static Map<String, Set<Integer>> chapters(@Nullable String name, String list) {
        var chapters = new TreeMap<String, Set<Integer>>();
        for (var one : list.split(",")) {
            var words = name == null ? one.split("/") : new String[] {name, one};
            try {
                if (words.length != 2 || !NAMES.contains(words[0])) {
                    throw new NumberFormatException();
                }
                chapters.computeIfAbsent(words[0], _ -> new TreeSet<>()).add(Integer.valueOf(words[1]));
            } catch (NumberFormatException e) {
                throw new WrongUsage("“--only %s” makes no sense to me.".formatted(list));
            }
        }
        return chapters;
    }

    boolean wants(String subject, int number) {
        var wanted = only.get(subject);
        return wanted == null || wanted.contains(number);
    }

    /// As it is in a full run, or in a short one.
    public <T> T fullOrShort(T full, T shorter) {
        return shortened ? shorter : full;
    }
}
