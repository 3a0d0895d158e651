package io.holdfast.endtoend.bench.room;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One of the waiting room's own scripts, called by name: its header says which key and which argument is where.
final class LuaFunction {

    /// The lines of the header that name something: `-- ARGV[3]  rate  visitors per second`.
    private static final Pattern LINE = Pattern.compile("^-- (?:KEYS|ARGV)\\[.*$", Pattern.MULTILINE);

    /// There may be several in a line. Those behind the last one, as in `ARGV[7…]`, have no name.
    private static final Pattern NAMED = Pattern.compile("(KEYS|ARGV)\\[(\\d+)]\\s+([\\w-]+)");

    private final String name;
    private final String text;
    private final TreeMap<Integer, String> keys = new TreeMap<>();
    private final TreeMap<Integer, String> arguments = new TreeMap<>();

    private LuaFunction(String name, String text) {
        this.name = name;
        this.text = text;
        LINE.matcher(text).results().forEach(line -> NAMED.matcher(line.group())
                .results()
                .forEach(named -> (named.group(1).equals("KEYS") ? keys : arguments)
                        .put(Integer.valueOf(named.group(2)), named.group(3))));
    }

    /// @param path below the waiting room's package, e.g. `door/admit.lua`
    static LuaFunction at(String path) throws IOException {
        try (var in = LuaFunction.class.getResourceAsStream("/io/holdfast/room/" + path)) {
            if (in == null) {
                throw new IOException("the waiting room has no script " + path);
            }
            return of(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static LuaFunction of(String name, String text) {
        return new LuaFunction(name, text);
    }

    /// On one Redis, for one sale.
    Loaded on(RedisLine redis, String sale) {
        return new Loaded(redis, String.valueOf(redis.call("SCRIPT", "LOAD", text)), "wr:{" + sale + "}:");
    }

    final class Loaded {

        private final RedisLine redis;
        private final String hash;
        private final String start;

        private Loaded(RedisLine redis, String hash, String start) {
            this.redis = redis;
            this.hash = hash;
            this.start = start;
        }

        /// @param given by the names in the script's header; each must be there
        /// @param more behind them, where the header ends in `…`
        Object[] command(Map<String, ?> given, List<?> more) {
            var words = new ArrayList<>();
            words.add("EVALSHA");
            words.add(hash);
            words.add(keys.size());
            keys.values().forEach(key -> words.add(start + key));
            for (var argument : arguments.values()) {
                var value = given.get(argument);
                if (value == null) {
                    throw new IllegalStateException(
                            "%s wants “%s”, which this benchmark does not know".formatted(name, argument));
                }
                words.add(value);
            }
            words.addAll(more);
            return words.toArray();
        }

        List<?> call(Map<String, ?> given, List<?> more) {
            return redis.call(command(given, more)) instanceof List<?> answer ? answer : List.of();
        }

        void send(Map<String, ?> given, List<?> more) {
            redis.send(command(given, more));
        }
    }
}
