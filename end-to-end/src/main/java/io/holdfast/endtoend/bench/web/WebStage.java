package io.holdfast.endtoend.bench.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.holds.Stage;
import io.holdfast.endtoend.bench.stage.Server;
import io.holdfast.launcher.house.Service;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// ticketing-api with shows on sale, the baseline beside it, and a browser.
final class WebStage {

    private final Stage stage;
    private @Nullable Chromium browser;
    private @Nullable Server baseline;
    private @Nullable String arena;

    WebStage(Stage stage) {
        this.stage = stage;
    }

    BenchOptions options() {
        return stage.options();
    }

    /// A new tab of a slow phone.
    Tab tab() throws IOException {
        return browser().open().slow();
    }

    private Chromium browser() throws IOException {
        var running = browser;
        if (running == null) {
            running = stage.closing(Chromium.start(stage.options().out().resolve("logs")));
            browser = running;
        }
        return running;
    }

    URI at(String path) {
        return stage.api().at(path);
    }

    /// A page of one word.
    URI bare() throws IOException {
        var running = baseline;
        if (running == null) {
            running = stage.startBaseline(Service.TICKETING_API);
            baseline = running;
        }
        return running.at("/hello");
    }

    /// The page where seats of the arena of 15,000 are chosen.
    String arena() throws IOException {
        var known = arena;
        if (known == null) {
            known = stage.openSale("Arena", hall("arena-15000.json"));
            arena = known;
        }
        return known;
    }

    String stadium() throws IOException {
        return stage.openSale("Stadium", Stadium.plan());
    }

    String theatre(String title) throws IOException {
        return stage.openSale(title, hall("theatre-1004.json"));
    }

    /// Puts seats aside, which everybody's map is told.
    void block(String performance, List<String> seats) throws IOException {
        stage.post(
                "/api/organiser/performances/" + performance + "/blocked-seats",
                Map.of("seats", seats, "reason", "measured"));
    }

    private static JsonNode hall(String file) throws IOException {
        try (var in = Objects.requireNonNull(WebStage.class.getResourceAsStream("/demo/" + file))) {
            return new ObjectMapper().readTree(in);
        }
    }
}
