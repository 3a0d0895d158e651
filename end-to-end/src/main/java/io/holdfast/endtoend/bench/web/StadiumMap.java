package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Figure 3: the overview of a stadium of 45,000.
final class StadiumMap implements Bench.Chapter {

    /// Notes the first frame that has shown how many seats each section has left, in milliseconds from the start of
    /// the visit.
    private static final String WATCH = """
        (() => {
          const look = () => {
            const sections = document.querySelectorAll('hf-seat-map .section[data-left]:not(.full)');
            if (sections.length > 0) {
              requestAnimationFrame(() => (window.hfOverview = performance.now()));
            } else {
              requestAnimationFrame(look);
            }
          };
          requestAnimationFrame(look);
        })();
        """;

    private final WebStage stage;
    private long kilobytes;

    StadiumMap(WebStage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String title() {
        return "Overview of a stadium of 45,000";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var stadium = stage.stadium();
        var arena = stage.arena();
        overview(stadium);
        overview(arena);
        var shown = Pairs.measure(stage.options().fullOrShort(7, 3), () -> overview(stadium), () -> overview(arena));
        overview(stadium);
        return List.of(Figure.compared(
                "3a",
                "from opening the page until all sections show what is left, to the arena of 15,000",
                "ms",
                shown,
                Goal.atMost(1_500, "ms"),
                "Nothing is cached; %d KiB over the wire by then.".formatted(kilobytes)));
    }

    private double overview(String performance) {
        try (var tab = stage.tab()) {
            tab.before(WATCH);
            tab.open(stage.at("/performances/" + performance), "window.hfOverview");
            kilobytes = tab.received() / 1024;
            return tab.evaluate("window.hfOverview").asDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
