package io.holdfast.endtoend.prove;

import java.util.List;

/// Rows as text, in columns.
final class Columns {

    private Columns() {}

    /// @param rows of one length; the first is the head
    static String of(List<List<String>> rows) {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (var column = 0; column < row.size(); column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        var text = new StringBuilder();
        for (var row : rows) {
            var line = new StringBuilder();
            for (var column = 0; column < row.size(); column++) {
                var cell = row.get(column);
                var gap = " ".repeat(widths[column] - cell.length());
                // Numbers stand at the right.
                var isNumber = rows.size() > 1 && rows.get(1).get(column).matches("\\d+");
                line.append(isNumber ? gap + cell : cell + gap).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
