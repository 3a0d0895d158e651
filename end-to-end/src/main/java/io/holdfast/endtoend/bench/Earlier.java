package io.holdfast.endtoend.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A figure as an earlier run found it.
record Earlier(double ours, @Nullable Double ratio) {

    /// By subject and number, from the JSON such a run has left; it may have been of one subject or of all.
    ///
    /// @throws IOException if it cannot be read, or is something else
    static Map<String, Earlier> in(Path file) throws IOException {
        var run = new ObjectMapper().readTree(file.toFile());
        if (!run.path("figures").isArray()) {
            throw new IOException(file + " holds no figures");
        }
        var figures = new LinkedHashMap<String, Earlier>();
        for (JsonNode figure : run.path("figures")) {
            figures.put(
                    key(run.path("bench").asText(), figure.path("number").asText()),
                    new Earlier(
                            figure.path("ours").asDouble(),
                            figure.path("ratio").isNumber()
                                    ? figure.path("ratio").asDouble()
                                    : null));
        }
        return figures;
    }

    /// The figure of a run of this name.
    static @Nullable Earlier of(Map<String, Earlier> before, BenchResult now, Figure figure) {
        return before.get(key(now.name(), figure.number()));
    }

    private static String key(String bench, String number) {
        return number.contains(Figure.SUBJECT_ENDS) ? number : bench + Figure.SUBJECT_ENDS + number;
    }

    /// What it was, and by how much it has changed. Ratios are compared where there are any, because they mean the
    /// same on another machine.
    String against(Figure now) {
        return ratio != null && now.ratio() != null
                ? Table.ratio(ratio) + change(ratio, now.ratio())
                : Figure.number(ours) + change(ours, now.ours());
    }

    private static String change(double then, double now) {
        return then == 0 ? "" : String.format(Locale.ROOT, " (%+.0f %%)", (now / then - 1) * 100);
    }
}
