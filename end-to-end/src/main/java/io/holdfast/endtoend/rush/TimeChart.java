package io.holdfast.endtoend.rush;

import io.holdfast.endtoend.report.Page;
import java.util.List;
import java.util.stream.Collectors;

/// Something over time, as SVG.
final class TimeChart {

    record Point(double at, double value) {}

    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 260;
    private static final int LEFT = 56;
    private static final int BOTTOM = 30;
    private static final int TOP = 12;

    private final String title;
    private final double from;
    private final double until;
    private final double most;
    private final StringBuilder content = new StringBuilder();

    /// @param from and until in seconds since the opening
    TimeChart(String title, double from, double until, double most) {
        this.title = title;
        this.from = from;
        this.until = Math.max(until, from + 1);
        // Four even steps of whole numbers.
        this.most = 4 * Math.max(1, Math.ceil(most / 4));
    }

    void line(String style, List<Point> points) {
        content.append("<polyline class=\"line %s\" points=\"%s\"/>%n"
                .formatted(
                        style,
                        points.stream()
                                .map(point ->
                                        "%s,%s".formatted(Page.number(x(point.at())), Page.number(y(point.value()))))
                                .collect(Collectors.joining(" "))));
    }

    /// From one second to the next.
    void bar(double at, double value) {
        if (value > 0) {
            content.append("<rect class=\"bar\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"/>%n"
                    .formatted(
                            Page.number(x(at)),
                            Page.number(y(value)),
                            Page.number(Math.max(1, x(at + 1) - x(at) - 1)),
                            Page.number(y(0) - y(value))));
        }
    }

    String svg() {
        var axes = new StringBuilder();
        for (var i = 0; i <= 4; i++) {
            var value = most * i / 4;
            axes.append("<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%3$s\" y2=\"%3$s\"/>"
                    .formatted(LEFT, WIDTH, Page.number(y(value))));
            axes.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>%n"
                    .formatted(LEFT - 8, Page.number(y(value) + 4), "%,.0f".formatted(value)));
        }
        var step = step();
        for (var at = Math.ceil(from / step) * step; at <= until; at += step) {
            axes.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%.0f s</text>%n"
                    .formatted(Page.number(x(at)), HEIGHT - 8, at));
        }
        if (from < 0) {
            axes.append(
                    "<line class=\"axis\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$s\" stroke-dasharray=\"4 4\"/>%n"
                            .formatted(Page.number(x(0)), TOP, Page.number(y(0))));
        }
        return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n%s%s</svg>"
                .formatted(WIDTH, HEIGHT, Page.escaped(title), axes, content);
    }

    private double step() {
        for (var step : List.of(1, 2, 5, 10, 20, 30, 60, 120, 300)) {
            if ((until - from) / step <= 12) {
                return step;
            }
        }
        return 600;
    }

    private double x(double at) {
        return LEFT + (at - from) / (until - from) * (WIDTH - LEFT - 20);
    }

    private double y(double value) {
        return TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
    }
}
