package io.holdfast.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/// Answers given on the event loop that has read the request, before anything else is done with it. They have the
/// headers any resource's answer has.
public final class AnswerAtOnce {

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json;charset=UTF-8");
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_POLICY = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence SAME_ORIGIN = HttpHeaders.createOptimized("same-origin");

    private AnswerAtOnce() {}

    /// @param kept how long others may keep it, as in `Cache-Control`
    public static void json(RoutingContext context, Buffer json, CharSequence kept) {
        headers(context, kept);
        context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(json);
    }

    public static void unchanged(RoutingContext context, CharSequence kept) {
        headers(context, kept);
        context.response().setStatusCode(304).end();
    }

    public static void headers(RoutingContext context, CharSequence kept) {
        context.response()
                .putHeader(CONTENT_TYPE_OPTIONS, NO_SNIFF)
                .putHeader(REFERRER_POLICY, SAME_ORIGIN)
                .putHeader(HttpHeaders.CACHE_CONTROL, kept);
    }
}
