package io.holdfast.ticketing.hall;

import io.holdfast.ticketing.hall.SeatingPlan.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// The least convex shape around some points.
final class ConvexHull {

    private static final Comparator<Point> FROM_LEFT =
            Comparator.comparingDouble(Point::x).thenComparingDouble(Point::y);

    private ConvexHull() {}

    /// By [Andrew's monotone chain](https://doi.org/10.1016/0020-0190(79)90072-3).
    ///
    /// @return its corners in order; of fewer than three points, these
    static List<Point> of(List<Point> points) {
        var sorted = points.stream().distinct().sorted(FROM_LEFT).toList();
        if (sorted.size() < 3) {
            return sorted;
        }
        var hull = new ArrayList<>(half(sorted));
        hull.addAll(half(sorted.reversed()));
        return hull;
    }

    /// One side of it, without its last point, with which the other begins.
    private static List<Point> half(List<Point> sorted) {
        var chain = new ArrayList<Point>();
        for (var point : sorted) {
            while (chain.size() >= 2 && !turnsLeft(chain.get(chain.size() - 2), chain.getLast(), point)) {
                chain.removeLast();
            }
            chain.add(point);
        }
        chain.removeLast();
        return chain;
    }

    private static boolean turnsLeft(Point from, Point over, Point to) {
        return (over.x() - from.x()) * (to.y() - from.y()) - (over.y() - from.y()) * (to.x() - from.x()) > 0;
    }
}
