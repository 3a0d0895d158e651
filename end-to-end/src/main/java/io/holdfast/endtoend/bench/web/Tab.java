package io.holdfast.endtoend.bench.web;

import static io.holdfast.endtoend.bench.web.Chromium.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.holdfast.endtoend.bench.stage.Ground;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One tab of a phone: 390 × 844 points, touched by fingers.
final class Tab implements AutoCloseable {

    /// As [Lighthouse](https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md) takes a slow phone to
    /// be: 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, and a processor four times slower.
    private static final int DOWN_BYTES = 1_600_000 / 8;

    private static final int UP_BYTES = 750_000 / 8;
    private static final int ROUND_TRIP_MILLIS = 150;
    private static final int SLOWER = 4;

    private static final int WIDTH = 390;
    private static final int HEIGHT = 844;

    /// Of one touch, in the page's own points.
    record Point(double x, double y) {}

    private final Chromium browser;
    private final String context;
    private final String session;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();

    Tab(Chromium browser, String context, String session) {
        this.browser = browser;
        this.context = context;
        this.session = session;
        browser.listen((method, message) -> {
            if (session.equals(message.path("sessionId").asText())) {
                count(method, message.path("params"));
            }
        });
        ask("Page.enable", object());
        ask("Network.enable", object());
        ask(
                "Emulation.setDeviceMetricsOverride",
                object().put("width", WIDTH)
                        .put("height", HEIGHT)
                        .put("deviceScaleFactor", 2)
                        .put("mobile", true));
        ask("Emulation.setTouchEmulationEnabled", object().put("enabled", true).put("maxTouchPoints", 2));
    }

    private void count(String method, JsonNode told) {
        switch (method) {
            case "Network.loadingFinished" -> {
                received.addAndGet(told.path("encodedDataLength").asLong());
                requests.incrementAndGet();
            }
            default -> {}
        }
    }

    Tab slow() {
        ask("Emulation.setCPUThrottlingRate", object().put("rate", SLOWER));
        ask(
                "Network.emulateNetworkConditions",
                object().put("offline", false)
                        .put("latency", ROUND_TRIP_MILLIS)
                        .put("downloadThroughput", DOWN_BYTES)
                        .put("uploadThroughput", UP_BYTES));
        return this;
    }

    /// Runs in every document opened from now on, before anything else.
    void before(String script) {
        ask("Page.addScriptToEvaluateOnNewDocument", object().put("source", script));
    }

    /// Goes there, and returns once the script says so.
    ///
    /// @param done an expression that becomes true
    void open(URI address, String done) {
        ask("Page.navigate", object().put("url", address.toString()));
        awaits(done);
    }

    void awaits(String done) {
        Ground.await(done, () -> {
            try {
                return evaluate("Boolean(" + done + ")").asBoolean();
            } catch (IllegalStateException _) {
                // Between two documents there is nobody to ask.
                return false;
            }
        });
    }

    /// The value of an expression; of a promise, once it is kept.
    JsonNode evaluate(String expression) {
        var said = ask(
                "Runtime.evaluate",
                object().put("expression", expression).put("awaitPromise", true).put("returnByValue", true));
        if (said.has("exceptionDetails")) {
            throw new IllegalStateException(said.path("exceptionDetails").toString());
        }
        return said.path("result").path("value");
    }

    /// The middle of what a selector finds first among what is in sight.
    Point middle(String selector) {
        var at = evaluate("""
            (() => {
              for (const one of document.querySelectorAll(%s)) {
                const box = one.getBoundingClientRect();
                const x = box.left + box.width / 2;
                const y = box.top + box.height / 2;
                if (box.width > 0 && document.elementFromPoint(x, y)?.closest(%1$s) === one) {
                  return {x, y};
                }
              }
              return null;
            })()
            """.formatted(TextNode.valueOf(selector)));
        if (at.isNull() || at.isMissingNode()) {
            throw new IllegalStateException("nothing in sight is " + selector);
        }
        return new Point(at.path("x").asDouble(), at.path("y").asDouble());
    }

    /// A finger comes down and leaves.
    void tap(Point at) {
        touch("touchStart", at);
        touch("touchEnd", null);
    }

    private void touch(String type, @Nullable Point at) {
        var event = object().put("type", type);
        var points = event.putArray("touchPoints");
        if (at != null) {
            points.addObject().put("x", at.x()).put("y", at.y());
        }
        ask("Input.dispatchTouchEvent", event);
    }

    /// A finger draws what is under it along, 600 points in a second.
    void drags(Point from, int byX, int byY) {
        ask(
                "Input.synthesizeScrollGesture",
                at(from).put("xDistance", byX)
                        .put("yDistance", byY)
                        .put("speed", 600)
                        .put("preventFling", true)
                        .put("gestureSourceType", "touch"));
    }

    /// Two fingers part, or come together.
    void pinches(Point around, double scale) {
        ask(
                "Input.synthesizePinchGesture",
                at(around).put("scaleFactor", scale).put("relativeSpeed", 600).put("gestureSourceType", "touch"));
    }

    private static ObjectNode at(Point point) {
        return object().put("x", point.x()).put("y", point.y());
    }

    /// Bytes that came over the wire, heads and bodies as they were compressed.
    long received() {
        return received.get();
    }

    long requests() {
        return requests.get();
    }

    private JsonNode ask(String method, ObjectNode parameters) {
        return browser.ask(session, method, parameters);
    }

    @Override
    public void close() {
        browser.ask("", "Target.disposeBrowserContext", object().put("browserContextId", context));
    }
}
