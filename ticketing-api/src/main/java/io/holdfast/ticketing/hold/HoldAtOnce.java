package io.holdfast.ticketing.hold;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.messaging.IdempotentRequests;
import io.holdfast.ticketing.choice.OrphanRule;
import io.holdfast.ticketing.hold.HoldAnswers.Told;
import io.holdfast.ticketing.hold.HoldOutcome.PassNeeded;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.visitor.EndedSessions;
import io.holdfast.visitor.Visitor;
import io.holdfast.web.AnswerAtOnce;
import io.holdfast.web.OriginCheck;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Takes wishes for seats on the event loop that has read them, before authentication, tracing and request scope: in
/// the first seconds of a sale nothing else comes in such numbers. Whatever is not plain goes on to [HoldResource],
/// which gives the same answers: a browser seen for the first time, a pass not verified yet, anything malformed.
@ApplicationScoped
class HoldAtOnce {

    /// Before authentication and everything else.
    private static final int FIRST = 10_000;

    private static final int LONGEST = 4_096;
    private static final int MOST_SEATS = 20;
    private static final String START = "/api/performances/";
    private static final String END = "/holds";
    private static final int ID = 36;

    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json;charset=UTF-8");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized(Problem.MEDIA_TYPE);
    private static final CharSequence NOT_KEPT = HttpHeaders.createOptimized("no-store");

    private final HoldGroups groups;
    private final HoldAnswers answers;
    private final Admission admission;
    private final Catalogue catalogue;
    private final OrphanRule orphans;
    private final SignedAccount accounts;
    private final EndedSessions ended;
    private final JsonFactory json = new JsonFactory();

    HoldAtOnce(
            HoldGroups groups,
            HoldAnswers answers,
            Admission admission,
            Catalogue catalogue,
            OrphanRule orphans,
            EndedSessions ended,
            @ConfigProperty(name = "holdfast.account.key") String accountKey) {
        this.groups = groups;
        this.answers = answers;
        this.admission = admission;
        this.catalogue = catalogue;
        this.orphans = orphans;
        this.ended = ended;
        this.accounts = new SignedAccount(accountKey);
    }

    void answerFirst(@Observes Filters filters) {
        filters.register(this::readOrPassOn, FIRST);
    }

    private void readOrPassOn(RoutingContext context) {
        var request = context.request();
        var performance = request.method() == HttpMethod.POST ? performance(request.path()) : null;
        if (performance == null || !isShort(request.getHeader(HttpHeaders.CONTENT_LENGTH)) || !isJson(context)) {
            context.next();
            return;
        }
        // Whoever hangs up in the middle gets no answer.
        request.body()
                .onSuccess(body -> {
                    if (!take(context, performance, body)) {
                        passOn(context, body);
                    }
                })
                .onFailure(_ -> request.connection().close());
        // Quarkus lets no byte through before somebody asks for it.
        request.resume();
    }

    private static void passOn(RoutingContext context, Buffer body) {
        ((RoutingContextInternal) context).setBody(body);
        context.next();
    }

    /// @return whether it is being answered
    private boolean take(RoutingContext context, PerformanceId id, Buffer body) {
        var request = context.request();
        var key = request.getHeader(IdempotentRequests.HEADER);
        var performance = catalogue.remembered(id);
        if (performance.isEmpty() || !IdempotentRequests.isKey(key) || !OriginCheck.isOwn(request)) {
            return false;
        }
        var visitor = Visitor.of(request, accounts, ended);
        if (visitor.newBrowser() && visitor.customer().isEmpty()) {
            return false;
        }
        var sale = performance.get().sale();
        var pass = Optional.<AdmissionPass>empty();
        if (sale.waitingRoom()) {
            pass = admission.remembered(sale, request.getHeader(AdmissionPass.HEADER), visitor.subjects());
        }
        if (sale.waitingRoom() == pass.isEmpty()
                || (sale.accountsOnly() && visitor.customer().isEmpty())) {
            return false;
        }
        var seats = seats(body);
        if (seats == null || !orphans.isFine(performance.get(), seats)) {
            return false;
        }
        var subject = pass.map(one -> new Subject(one.subject())).orElseGet(visitor::subject);
        var wish = Wish.of(id, subject, pass.map(AdmissionPass::session), key, seats);
        var here = Vertx.currentContext();
        groups.place(wish).whenComplete((outcome, failure) -> {
            if (failure != null || outcome instanceof PassNeeded) {
                here.runOnContext(_ -> passOn(context, body));
            } else {
                tell(here, context, wish, outcome);
            }
        });
        return true;
    }

    /// Looking for other seats takes a moment, and is not done on the event loop.
    private void tell(Context here, RoutingContext context, Wish wish, HoldOutcome outcome) {
        var ready = answers.ready(wish, outcome);
        if (ready.isPresent()) {
            here.runOnContext(_ -> answer(context, ready.get()));
        } else {
            Thread.ofVirtual().start(() -> {
                var told = answers.told(wish, outcome);
                here.runOnContext(_ -> answer(context, told));
            });
        }
    }

    private static void answer(RoutingContext context, Told told) {
        AnswerAtOnce.headers(context, NOT_KEPT);
        var response = context.response()
                .setStatusCode(told.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, told.problem() ? PROBLEM : JSON);
        if (told.replayed()) {
            response.putHeader("Idempotent-Replayed", "true");
        }
        if (told.retryAfterSeconds() > 0) {
            response.putHeader("Retry-After", String.valueOf(told.retryAfterSeconds()));
        }
        response.end(Buffer.buffer(told.body()));
    }

    private static @Nullable PerformanceId performance(@Nullable String path) {
        if (path == null
                || path.length() != START.length() + ID + END.length()
                || !path.startsWith(START)
                || !path.endsWith(END)) {
            return null;
        }
        try {
            return PerformanceId.fromString(path.substring(START.length(), START.length() + ID));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isShort(@Nullable String length) {
        try {
            return length != null
                    && length.length() <= 4
                    && Integer.parseInt(length) > 0
                    && Integer.parseInt(length) <= LONGEST;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isJson(RoutingContext context) {
        var type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.startsWith("application/json");
    }

    /// @return null when it is anything but `{"seats": ["…", …]}` with 1 to 20 seats
    private @Nullable Set<SeatId> seats(Buffer body) {
        try (var parser = json.createParser(body.getBytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT
                    || !"seats".equals(parser.nextFieldName())
                    || parser.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            var seats = new HashSet<SeatId>();
            String seat;
            while ((seat = parser.nextTextValue()) != null) {
                seats.add(new SeatId(seat));
            }
            return parser.currentToken() == JsonToken.END_ARRAY
                            && parser.nextToken() == JsonToken.END_OBJECT
                            && parser.nextToken() == null
                            && !seats.isEmpty()
                            && seats.size() <= MOST_SEATS
                    ? seats
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
