package io.holdfast.stack.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `src-docs/api/who-may.md` says of one service.
final class WhoMay {

    private static final Path PAGE = Path.of("../src-docs/api/who-may.md");
    private static final Pattern ROW = Pattern.compile("^\\| `([A-Z]+ /[^`]*)` \\| ([^|]+) \\|$", Pattern.MULTILINE);

    private final Map<String, Set<String>> declared = new TreeMap<>();

    private WhoMay(String section) {
        var rows = ROW.matcher(section);
        while (rows.find()) {
            declared.put(
                    rows.group(1),
                    Arrays.stream(rows.group(2).split(",")).map(String::strip).collect(Collectors.toSet()));
        }
    }

    static WhoMay of(String service) {
        try {
            return Arrays.stream(Files.readString(PAGE).split("(?m)^## "))
                    .filter(section -> section.startsWith(service + "\n"))
                    .map(WhoMay::new)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(PAGE + " says nothing of " + service));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As `GET /api/shows/{show}`.
    Set<String> operations() {
        return declared.keySet();
    }

    Set<String> who(String operation) {
        return declared.getOrDefault(operation, Set.of());
    }
}
