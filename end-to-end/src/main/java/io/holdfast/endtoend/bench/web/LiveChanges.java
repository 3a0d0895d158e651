package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// Figure 4: five hundred seats that change at once while somebody looks at them.
final class LiveChanges implements Bench.Chapter {

    private static final int SEATS = 500;
    private static final int SEATS_IN_ROW = 20;
    private static final int ROWS = 15;

    /// Takes the time of each change, from the moment it is heard of until a frame has shown it.
    private static final String WATCH = """
        window.hfChanges = [];
        const add = EventSource.prototype.addEventListener;
        EventSource.prototype.addEventListener = function (type, listener, ...more) {
          return add.call(this, type, type !== 'changes' ? listener : event => {
            const began = performance.now();
            listener(event);
            const {free = [], held = [], sold = [], blocked = []} = JSON.parse(event.data);
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => hfChanges.push({
                took: performance.now() - began,
                seats: free.length + held.length + sold.length + blocked.length,
              });
              channel.port2.postMessage(0);
            });
          }, ...more);
        };
        """;

    /// As many bare marks change their class.
    private static final String BARE = """
        (() => {
          const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
          for (let n = 0; n < 1200; n++) {
            const mark = document.createElementNS('http://www.w3.org/2000/svg', 'path');
            mark.setAttribute('d', `M${n %% 40 * 8} ${Math.floor(n / 40) * 8}h6v6h-6z`);
            svg.append(mark);
          }
          document.body.append(svg);
          return new Promise(resolve => setTimeout(() => {
            const began = performance.now();
            for (let n = 0; n < %d; n++) {
              svg.children[n].setAttribute('fill', 'red');
            }
            requestAnimationFrame(() => {
              const channel = new MessageChannel();
              channel.port1.onmessage = () => resolve(performance.now() - began);
              channel.port2.postMessage(0);
            });
          }, 500));
        })()
        """;

    private final WebStage stage;
    private int block;

    LiveChanges(WebStage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 4;
    }

    @Override
    public String title() {
        return "Five hundred seats that change at once";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var arena = stage.arena();
        var pairs = Pairs.measure(stage.options().fullOrShort(5, 3), () -> changed(arena), this::bare);
        return List.of(Figure.compared(
                "4a",
                "500 seats of the arena change, until they are shown, to 500 bare marks",
                "ms",
                pairs,
                Goal.atMost(50, "ms"),
                "The map shows the floor, 300 of the seats that change among its seats."));
    }

    /// Every round has seats of its own, 300 in a block of the floor that is looked at and the rest in the next.
    private double changed(String arena) {
        var first = ++block;
        try (var page = SeatPage.open(stage, arena, WATCH)) {
            page.opensSection("hf-seat-map .section[aria-label*='F%d구역']".formatted(first));
            var seats = new ArrayList<String>();
            for (var n = 0; n < SEATS; n++) {
                var row = (char) ('A' + n / SEATS_IN_ROW % ROWS);
                seats.add("F%d-%c-%d".formatted(first + n / (SEATS_IN_ROW * ROWS), row, n % SEATS_IN_ROW + 1));
            }
            block++;
            stage.block(arena, seats);
            page.tab().awaits("window.hfChanges.reduce((all, change) => all + change.seats, 0) >= " + SEATS);
            return page.tab()
                    .evaluate("Math.max(...hfChanges.map(change => change.took))")
                    .asDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private double bare() {
        try (var page = SeatPage.bare(stage)) {
            return page.tab().evaluate(BARE.formatted(SEATS)).asDouble();
        }
    }
}
