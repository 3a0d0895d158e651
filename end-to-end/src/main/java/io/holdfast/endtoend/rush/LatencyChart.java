package io.holdfast.endtoend.rush;

import io.holdfast.endtoend.report.Page;
import java.util.Map;

/// How long each kind of call took, as SVG: a mark for each percentile on a logarithmic scale.
final class LatencyChart {

    private static final int WIDTH = 1_000;
    private static final int LEFT = 190;
    private static final int RIGHT = 90;
    private static final int ROW = 26;
    private static final int TOP = 26;
    private static final double LEAST = 0.5;

    private final Map<Step, Calls.Summary> calls;
    private final double most;

    LatencyChart(Map<Step, Calls.Summary> calls) {
        this.calls = calls;
        this.most = Math.max(
                100,
                calls.values().stream().mapToDouble(Calls.Summary::p99).max().orElse(100));
    }

    String svg() {
        var content = new StringBuilder();
        var height = TOP + calls.size() * ROW + 6;
        for (var tick = 1.0; tick <= most; tick *= 10) {
            content.append("<line class=\"axis\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$d\" y2=\"%3$d\"/>"
                    .formatted(Page.number(x(tick)), TOP - 4, height));
            content.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%,.0f ms</text>%n"
                    .formatted(Page.number(x(tick)), TOP - 10, tick));
        }
        var y = TOP + ROW / 2;
        for (var entry : calls.entrySet()) {
            var call = entry.getValue();
            content.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                    .formatted(LEFT - 10, y + 4, entry.getKey()));
            content.append("<line class=\"one\" stroke-width=\"3\" x1=\"%1$s\" x2=\"%2$s\" y1=\"%3$d\" y2=\"%3$d\"/>"
                    .formatted(Page.number(x(call.p50())), Page.number(x(call.p99())), y));
            content.append(mark("bar", call.p50(), y, "median"));
            content.append(mark("fill-two", call.p95(), y, "95 %"));
            content.append(mark("fill-three", call.p99(), y, "99 %"));
            content.append("<text x=\"%s\" y=\"%d\">%,.0f ms</text>%n"
                    .formatted(Page.number(x(call.p99()) + 10), y + 4, call.p99()));
            y += ROW;
        }
        return "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Latency of each call\">%n%s</svg>"
                .formatted(WIDTH, height, content);
    }

    private String mark(String style, double millis, int y, String what) {
        return "<circle class=\"%s\" cx=\"%s\" cy=\"%d\" r=\"5\"><title>%s: %s ms</title></circle>"
                .formatted(style, Page.number(x(millis)), y, what, Page.number(millis));
    }

    private double x(double millis) {
        var share = Math.log(Math.max(LEAST, millis) / LEAST) / Math.log(most / LEAST);
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }
}
