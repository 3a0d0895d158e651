package io.holdfast.endtoend.bench;

import static io.holdfast.endtoend.report.Page.number;

import io.holdfast.endtoend.report.Page;
import java.util.List;
import java.util.stream.DoubleStream;

/// Figures as pairs of bars, each pair on a scale of its own, with a mark where the goal is.
final class Bars {

    private static final int WIDTH = 1_000;
    private static final int LEFT = 330;
    private static final int RIGHT = 110;
    private static final int ROW = 40;
    private static final int MOST_LETTERS = 52;

    private final List<Figure> figures;

    Bars(List<Figure> figures) {
        this.figures = figures;
    }

    String svg() {
        var content = new StringBuilder();
        var y = 4;
        for (var figure : figures) {
            add(figure, y, content);
            y += ROW;
        }
        return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Ours and baseline of each figure\">%n%s</svg>"
                .formatted(WIDTH, y, content);
    }

    private static void add(Figure figure, int y, StringBuilder content) {
        var baseline = figure.baseline();
        var goal = goal(figure);
        var most = DoubleStream.of(figure.ours(), baseline == null ? 0 : baseline, goal)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        var name = figure.number() + " " + figure.name();
        content.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s<title>%s</title></text>"
                .formatted(LEFT - 10, y + 19, Page.escaped(shortened(name)), Page.escaped(name)));
        content.append(bar("bar", figure.ours(), most, y, figure.unit()));
        if (baseline != null) {
            content.append(bar("fill-two", baseline, most, y + 16, figure.unit()));
        }
        if (Double.isFinite(goal)) {
            content.append(
                    "<line class=\"three\" stroke-width=\"2\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$d\"/>%n"
                            .formatted(number(LEFT + width(goal, most)), y - 2, y + 32));
        }
    }

    /// As much of it as has room.
    private static String shortened(String name) {
        return name.length() <= MOST_LETTERS
                ? name
                : name.substring(0, MOST_LETTERS - 1).strip() + "…";
    }

    /// Where the goal is on the figure's own scale.
    private static double goal(Figure figure) {
        if (!figure.goal().ofRatio()) {
            return figure.goal().bound();
        }
        return figure.baseline() == null ? Double.NaN : figure.goal().bound() * figure.baseline();
    }

    private static String bar(String style, double value, double most, int y, String unit) {
        var width = width(value, most);
        return "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"13\"/><text x=\"%s\" y=\"%d\">%s</text>"
                .formatted(
                        style,
                        LEFT,
                        y,
                        number(Math.max(1, width)),
                        number(LEFT + width + 6),
                        y + 11,
                        Page.escaped(Figure.number(value) + (unit.length() > 3 ? "" : " " + unit)));
    }

    private static double width(double value, double most) {
        return most <= 0 ? 0 : Math.max(0, value) / most * (WIDTH - LEFT - RIGHT);
    }
}
