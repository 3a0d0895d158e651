package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.web.Tab.Point;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The page where seats are chosen, or a bare one that is touched in the same way.
final class SeatPage implements AutoCloseable {

    private static final String MINE = "document.querySelectorAll('hf-seat-map .seat.mine').length";
    private static final String OVERVIEW = "document.querySelector('hf-seat-map .section[data-left]:not(.full)')";

    /// Since the finger came down, in milliseconds, until a frame has shown what lasts: the section's seats where they
    /// stay, and then those of all sections beside it.
    private static final String WATCH_THE_SECTION = """
        window.hfShown = new Promise(resolve => addEventListener('pointerdown', down => {
          const svg = document.querySelector('hf-seat-map svg');
          const tapped = down.target.closest('[data-section]').dataset.section;
          const moments = {section: {}, all: {}};
          let same = 0;
          const look = () => {
            const now = performance.now();
            const view = svg.getAttribute('viewBox');
            const sees = {
              section: view + ' ' + (svg.querySelector('[data-seats-of="' + tapped + '"]') !== null),
              all: view + ' ' + svg.querySelectorAll('[data-seat]').length,
            };
            same++;
            for (const [what, moment] of Object.entries(moments)) {
              if (moment.sees !== sees[what]) {
                moment.sees = sees[what];
                moment.at = 0;
                same = 0;
              } else {
                moment.at ||= now - down.timeStamp;
              }
            }
            if (same >= 40 && sees.section.endsWith('true')) {
              resolve({section: moments.section.at, all: moments.all.at});
            } else {
              requestAnimationFrame(look);
            }
          };
          requestAnimationFrame(look);
        }, {capture: true, once: true}));
        0
        """;

    private static final String WATCH_THE_WORD = """
        window.hfShown = new Promise(resolve => addEventListener('pointerdown', down => {
          document.body.style.color = 'red';
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - down.timeStamp)));
        }, {capture: true, once: true}));
        0
        """;

    private static final String WATCH_FRAMES = """
        window.hfFrames = [];
        window.hfWatching = true;
        (() => {
          let last = 0;
          const next = at => {
            if (last) {
              hfFrames.push(at - last);
            }
            last = at;
            if (hfWatching) {
              requestAnimationFrame(next);
            }
          };
          requestAnimationFrame(next);
        })();
        0
        """;

    /// [Interaction to next paint](https://www.w3.org/TR/event-timing/): of so few, the longest.
    private static final String WATCH_TAPS = """
        window.hfTaps = [0];
        new PerformanceObserver(list => list.getEntries().forEach(tap => hfTaps.push(tap.interactionId ? tap.duration : 0)))
          .observe({type: 'event', durationThreshold: 16});
        0
        """;

    /// Until half a second has passed in which nothing was loaded.
    private static final String AT_REST = """
        (window.hfRest = (last => () => {
          const loaded = performance.getEntriesByType('resource').length;
          last = loaded === last.loaded ? last : {loaded, at: performance.now()};
          return performance.now() - last.at >= 500;
        })({}), 0)
        """;

    /// Milliseconds from the finger's coming down.
    ///
    /// @param section until all seats of the section are shown where they stay
    /// @param all until all seats in sight are
    record Opened(double section, double all) {}

    private final Tab tab;

    private SeatPage(Tab tab) {
        this.tab = tab;
    }

    static SeatPage open(WebStage stage, String performance, String... before) {
        try {
            var tab = stage.tab();
            for (var script : before) {
                tab.before(script);
            }
            tab.open(stage.at("/performances/" + performance), OVERVIEW);
            return new SeatPage(tab);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SeatPage bare(WebStage stage) {
        try {
            var tab = stage.tab();
            tab.open(stage.bare(), "document.body?.innerText");
            tab.evaluate("document.body.style.touchAction = 'none'");
            return new SeatPage(tab);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Somebody looks before they tap; by then the page has what it fetches ahead.
    SeatPage atRest() {
        tab.evaluate(AT_REST);
        tab.awaits("window.hfRest()");
        return this;
    }

    Tab tab() {
        return tab;
    }

    /// Comes closer to one section, the first in sight.
    ///
    /// @return milliseconds until it was shown
    Opened opensSection(String section) {
        tab.evaluate(WATCH_THE_SECTION);
        tab.tap(tab.middle(section));
        var shown = tab.evaluate("window.hfShown");
        return new Opened(shown.path("section").asDouble(), shown.path("all").asDouble());
    }

    double turnsRed() {
        tab.evaluate(WATCH_THE_WORD);
        tab.tap(new Point(100, 300));
        return tab.evaluate("window.hfShown").asDouble();
    }

    /// Draws and pinches it about.
    ///
    /// @return the longest frame, in milliseconds
    double movedAbout(Point at) {
        tab.evaluate(WATCH_FRAMES);
        for (var turn = 0; turn < 2; turn++) {
            tab.pinches(at, 3);
            tab.drags(at, -120, 60);
            tab.drags(at, 120, -60);
            tab.pinches(at, 0.3);
        }
        tab.evaluate("window.hfWatching = false");
        return tab.evaluate("Math.max(...hfFrames)").asDouble();
    }

    Point middleOfMap() {
        var box = tab.evaluate("""
            (() => {
              const box = document.querySelector('hf-seat-map svg').getBoundingClientRect();
              return {x: box.left + box.width / 2, y: box.top + box.height / 2};
            })()
            """);
        return new Point(box.path("x").asDouble(), box.path("y").asDouble());
    }

    /// Takes seats and leaves them again, by finger.
    ///
    /// @return the longest time to the next paint, in milliseconds
    double choosesSeats(int taps) {
        // A finger on seats too small to hit comes closer first.
        tab.tap(tab.middle("hf-seat-map .seat.A"));
        tab.evaluate("new Promise(resolve => setTimeout(resolve, 800))");
        tab.evaluate(WATCH_TAPS);
        for (var n = 0; n < taps; n++) {
            var mine = tab.evaluate(MINE).asInt();
            tab.tap(tab.middle(mine == 0 ? "hf-seat-map .seat.A" : "hf-seat-map .seat.mine"));
            tab.awaits(MINE + " !== " + mine);
        }
        tab.evaluate("new Promise(resolve => setTimeout(resolve, 300))");
        return tab.evaluate("Math.max(...hfTaps)").asDouble();
    }

    @Override
    public void close() {
        tab.close();
    }
}
