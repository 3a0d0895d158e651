package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.web.AnswerAtOnce;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.function.BiPredicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What everybody who chooses seats asks for all the time, answered on the event loop from what this process knows,
/// before anything else is done with the request. What is not known is read first, on a thread of its own. Whatever
/// cannot be answered so goes on to its resource, which says why.
@ApplicationScoped
class SeatMapAtOnce {

    private static final Logger LOG = Logger.getLogger(SeatMapAtOnce.class);

    static final CharSequence KEPT = HttpHeaders.createOptimized("public, max-age=0, must-revalidate");

    private static final CharSequence NOT_KEPT = HttpHeaders.createOptimized("no-store");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream;charset=UTF-8");

    /// Before authentication and everything else.
    private static final int FIRST = 10_000;

    private static final String START = "/api/performances/";
    private static final int PERFORMANCE = 36;
    private static final String SEATS = "/seats";
    private static final String CHANGES = "/seats/changes";

    /// A version is shorter, and nobody else's id is of interest.
    private static final int LONGEST_VERSION = 40;

    private final LiveMaps maps;
    private final Streams streams;
    private final Vertx vertx;
    private final Counter unknownVersion;
    private final Counter tooSlow;
    private final Counter refused;
    private volatile boolean closing;

    SeatMapAtOnce(LiveMaps maps, Streams streams, Vertx vertx, MeterRegistry metrics) {
        this.maps = maps;
        this.streams = streams;
        this.vertx = vertx;
        this.unknownVersion = metrics.counter("holdfast.live.resyncs", "reason", "unknown-version");
        this.tooSlow = metrics.counter("holdfast.live.resyncs", "reason", "too-slow");
        this.refused = metrics.counter("holdfast.live.refused");
    }

    void answerFirst(@Observes Filters filters) {
        filters.register(this::answerOrPassOn, FIRST);
    }

    /// Whoever listens goes elsewhere before we wait for requests to end.
    void close(@Observes ShutdownDelayInitiatedEvent event) {
        closing = true;
        maps.endAll();
    }

    private void answerOrPassOn(RoutingContext context) {
        var path = context.request().path();
        if (path == null || !path.startsWith(START) || context.request().method() != HttpMethod.GET) {
            context.next();
            return;
        }
        var rest = path.length() - START.length() - PERFORMANCE;
        if (rest == SEATS.length() && path.endsWith(SEATS)) {
            answerOrPassOn(context, path, this::seats);
        } else if (rest == CHANGES.length() && path.endsWith(CHANGES)) {
            answerOrPassOn(context, path, this::changes);
        } else {
            context.next();
        }
    }

    /// @param answer says whether it has answered
    private void answerOrPassOn(RoutingContext context, String path, BiPredicate<RoutingContext, LiveMap> answer) {
        PerformanceId performance;
        try {
            performance = PerformanceId.fromString(path.substring(START.length(), START.length() + PERFORMANCE));
        } catch (IllegalArgumentException e) {
            context.next();
            return;
        }
        var map = maps.warm(performance);
        if (map == null) {
            readFirst(context, performance, answer);
        } else if (!answer.test(context, map)) {
            context.next();
        }
    }

    private void readFirst(
            RoutingContext context, PerformanceId performance, BiPredicate<RoutingContext, LiveMap> answer) {
        var loop = vertx.getOrCreateContext();
        context.request().pause();
        Thread.startVirtualThread(() -> {
            var map = read(performance);
            loop.runOnContext(_ -> {
                context.request().resume();
                if (map.isEmpty() || !answer.test(context, map.get())) {
                    context.next();
                }
            });
        });
    }

    private Optional<LiveMap> read(PerformanceId performance) {
        try {
            return maps.map(performance);
        } catch (RuntimeException e) {
            // The resource tries once more, and says what is wrong.
            LOG.debugf("seats cannot be read: %s", e.getMessage());
            return Optional.empty();
        }
    }

    private boolean seats(RoutingContext context, LiveMap map) {
        map.seatsLookedAt().document().answer(context, KEPT);
        return true;
    }

    private boolean changes(RoutingContext context, LiveMap map) {
        if (closing) {
            begin(context);
            context.response().end(SeatEvents.comeBackSoon());
            return true;
        }
        var share = streams.take(context.request());
        if (share.isEmpty()) {
            refused.increment();
            return false;
        }
        var response = context.response();
        var loop = VertxContext.getRootContext(vertx.getOrCreateContext());
        var listener = new Listener(response, () -> map.since(null), tooSlow::increment);
        var first = map.join(known(context), () -> map.listeners().add(loop, listener));
        if (first == null) {
            // It has just been forgotten; there will be another.
            share.get().giveBack();
            readFirst(context, map.performance(), this::changes);
            return true;
        }
        response.closeHandler(_ -> left(map, loop, listener, share.get()));
        response.endHandler(_ -> left(map, loop, listener, share.get()));
        response.exceptionHandler(_ -> left(map, loop, listener, share.get()));
        begin(context);
        if (first.resync()) {
            unknownVersion.increment();
        }
        listener.begin(first);
        return true;
    }

    private static void begin(RoutingContext context) {
        AnswerAtOnce.headers(context, NOT_KEPT);
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, EVENTS)
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                // A proxy that collects what it is sent would make it late.
                .putHeader("X-Accel-Buffering", "no")
                .setChunked(true);
    }

    private static void left(LiveMap map, Context loop, Listener listener, Streams.Share share) {
        share.giveBack();
        loop.runOnContext(_ -> map.listeners().remove(loop, listener));
    }

    private static @Nullable String known(RoutingContext context) {
        var last = context.request().getHeader("Last-Event-ID");
        var version = last == null || last.isEmpty() ? context.request().getParam("since") : last;
        return version == null || version.length() > LONGEST_VERSION ? null : version;
    }
}
