package io.holdfast.endtoend.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures as text.
final class Table {

    private Table() {}

    /// @param before the figures of an earlier run by number; empty: there is none
    static String of(BenchResult result, Map<String, Earlier> before) {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("", "figure", "ours", "baseline", "ratio", "goal", ""));
        if (!before.isEmpty()) {
            head.add("before");
        }
        rows.add(head);
        for (var figure : result.figures()) {
            var row = new ArrayList<>(List.of(
                    figure.number(),
                    figure.name() + ", " + figure.unit(),
                    Figure.number(figure.ours()),
                    Figure.numberOrDash(figure.baseline()),
                    figure.ratio() == null ? "–" : ratio(figure.ratio()),
                    figure.goal().toString(),
                    figure.verdict()));
            if (!before.isEmpty()) {
                var earlier = Earlier.of(before, result, figure);
                row.add(earlier == null ? "–" : earlier.against(figure));
            }
            rows.add(row);
        }
        return aligned(rows);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f ×", ratio);
    }

    private static String aligned(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (var column = 0; column < row.size(); column++) {
                widths[column] = Math.max(
                        widths[column],
                        row.get(column).codePointCount(0, row.get(column).length()));
            }
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var column = 0; column < row.size(); column++) {
                var cell = row.get(column);
                var gap = " ".repeat(widths[column] - cell.codePointCount(0, cell.length()));
                // Numbers stand at the right.
                line.append(column >= 2 && column <= 4 ? gap + cell : cell + gap)
                        .append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
