package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// Figure 1: the shop, opened for the first time.
final class FirstLoad implements Bench.Chapter {

    private static final int SHOWS = 12;

    /// The largest thing painted, in milliseconds from the start of the visit, as
    /// [the standard](https://www.w3.org/TR/largest-contentful-paint/) has it.
    private static final String LARGEST_PAINT = """
        new Promise(resolve => new PerformanceObserver(list => resolve(list.getEntries().at(-1).startTime))
          .observe({type: 'largest-contentful-paint', buffered: true}))
        """;

    /// [Cumulative layout shift](https://web.dev/articles/cls); a load is one session window.
    private static final String SHIFTS = """
        (() => {
          const observer = new PerformanceObserver(() => undefined);
          observer.observe({type: 'layout-shift', buffered: true});
          return new Promise(resolve => setTimeout(
            () => resolve(observer.takeRecords().reduce((sum, shift) => sum + shift.value, 0)), 0));
        })()
        """;

    private final WebStage stage;
    private final List<Double> kilobytes = new ArrayList<>();
    private final List<Double> shifts = new ArrayList<>();
    private long requests;

    FirstLoad(WebStage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String title() {
        return "First load of the shop";
    }

    @Override
    public List<Figure> measure() throws IOException {
        for (var n = 1; n <= SHOWS; n++) {
            stage.theatre("Show " + n);
        }
        var shop = stage.at("/");
        var bare = stage.bare();
        // The first visit finds a service nobody has asked yet.
        visit(shop, "document.querySelectorAll('.cards .card').length === " + SHOWS);
        kilobytes.clear();
        shifts.clear();
        var paints = Pairs.measure(
                stage.options().fullOrShort(7, 3),
                () -> visit(shop, "document.querySelectorAll('.cards .card').length === " + SHOWS),
                () -> paint(bare, "document.body?.innerText"));
        return List.of(
                Figure.alone(
                        "1a",
                        "shop, first load, over the wire",
                        "KiB",
                        Pairs.median(kilobytes),
                        kilobytes,
                        Goal.atMost(100, "KiB"),
                        "%d requests; heads and bodies as they are compressed.".formatted(requests)),
                Figure.compared(
                        "1b",
                        "largest paint, to a page of one word",
                        "ms",
                        paints,
                        Goal.atMost(2_000, "ms"),
                        "Twelve shows; nothing is cached; 150 ms there and back."),
                Figure.alone(
                        "1c",
                        "layout shift",
                        "",
                        Pairs.median(shifts),
                        shifts,
                        Goal.atMost(0.05, ""),
                        "Until everything has come."));
    }

    private double visit(URI address, String done) {
        try (var tab = stage.tab()) {
            tab.open(address, done);
            var largest = settled(tab);
            shifts.add(tab.evaluate(SHIFTS).asDouble());
            kilobytes.add(tab.received() / 1024.0);
            requests = tab.requests();
            return largest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double paint(URI address, String done) {
        try (var tab = stage.tab()) {
            tab.open(address, done);
            return settled(tab);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The line has been quiet for a second.
    private static double settled(Tab tab) {
        for (var seen = -1L; seen != tab.received(); ) {
            seen = tab.received();
            tab.evaluate("new Promise(resolve => setTimeout(resolve, 1000))");
        }
        return tab.evaluate(LARGEST_PAINT).asDouble();
    }
}
