package io.holdfast.endtoend.bench.web;

import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.web.Tab.Point;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Figure 2: choosing seats in an arena of 15,000.
final class ArenaMap implements Bench.Chapter {

    private static final String SECTION = "hf-seat-map .section:not(.full)";
    private static final int TAPS = 12;

    private final WebStage stage;

    ArenaMap(WebStage stage) {
        this.stage = stage;
    }

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "Seat map of an arena of 15,000";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var arena = stage.arena();
        int rounds = stage.options().fullOrShort(7, 3);
        var all = new ArrayList<Double>();
        var atOnce = new ArrayList<Double>();
        var shown = Pairs.measure(
                rounds,
                () -> {
                    try (var page = SeatPage.open(stage, arena)) {
                        atOnce.add(page.opensSection(SECTION).section());
                    }
                    try (var page = SeatPage.open(stage, arena).atRest()) {
                        var opened = page.opensSection(SECTION);
                        all.add(opened.all());
                        return opened.section();
                    }
                },
                () -> {
                    try (var page = SeatPage.bare(stage)) {
                        return page.turnsRed();
                    }
                });
        var moved = Pairs.measure(
                rounds,
                () -> {
                    try (var page = SeatPage.open(stage, arena)) {
                        return page.movedAbout(page.middleOfMap());
                    }
                },
                () -> {
                    try (var page = SeatPage.bare(stage)) {
                        return page.movedAbout(new Point(195, 400));
                    }
                });
        var taps = new ArrayList<Double>();
        for (var round = 0; round < rounds; round++) {
            try (var page = SeatPage.open(stage, arena)) {
                page.opensSection(SECTION);
                taps.add(page.choosesSeats(TAPS));
            }
        }
        return List.of(
                Figure.compared(
                        "2a",
                        "from a tap until the section is shown, to a word that turns red",
                        "ms",
                        shown,
                        Goal.atMost(300, "ms"),
                        "The page has come to rest, and has fetched what is near the stage. All seats of the section are there and nothing moves any more; those of the sections beside it after %.0f ms. A tap in the moment the overview appears: %.0f ms."
                                .formatted(Pairs.median(all), Pairs.median(atOnce))),
                Figure.compared(
                        "2b",
                        "longest frame while drawn and pinched about, to a bare page",
                        "ms",
                        moved,
                        Goal.atMost(50, "ms"),
                        "Two pinches out, four drags, two pinches in; the longest of all frames of a round."),
                Figure.alone(
                        "2c",
                        "from a tap on a seat to the next paint",
                        "ms",
                        Pairs.median(taps),
                        taps,
                        Goal.atMost(200, "ms"),
                        "The longest of %d taps that take or leave a seat.".formatted(TAPS)));
    }
}
