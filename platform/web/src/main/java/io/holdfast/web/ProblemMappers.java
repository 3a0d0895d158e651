package io.holdfast.web;

import static io.holdfast.contracts.problem.ProblemType.INTERNAL_ERROR;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.MALFORMED_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.METHOD_NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_ACCEPTABLE;
import static io.holdfast.contracts.problem.ProblemType.NOT_ALLOWED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.REQUEST_TOO_LARGE;
import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;
import static io.holdfast.contracts.problem.ProblemType.UNSUPPORTED_MEDIA_TYPE;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.holdfast.contracts.problem.Problem;
import io.holdfast.contracts.problem.ProblemException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Turns whatever goes wrong into a problem with a stable type (RFC 9457). Details never carry ids, SQL or stack
/// traces; what is our own fault is logged.
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private final Instance<ErrorPage> pages;

    ProblemMappers(Instance<ErrorPage> pages) {
        this.pages = pages;
    }

    @ServerExceptionMapper
    public Response map(ProblemException e, UriInfo uri, HttpHeaders headers) {
        return answer(e.problem(), uri, headers);
    }

    @ServerExceptionMapper
    public Response map(ConstraintViolationException e, UriInfo uri, HttpHeaders headers) {
        var faults = e.getConstraintViolations().stream()
                .map(fault ->
                        Map.of("field", lastName(fault.getPropertyPath().toString()), "message", fault.getMessage()))
                .collect(Collectors.toList());
        return answer(INVALID_REQUEST.plain().with("faults", faults), uri, headers);
    }

    @ServerExceptionMapper
    public Response map(JacksonException e, UriInfo uri, HttpHeaders headers) {
        return answer(unreadable(e), uri, headers);
    }

    /// Jackson's own subtypes have mappers of Quarkus' own, which would win over the one above.
    @ServerExceptionMapper
    public Response map(MismatchedInputException e, UriInfo uri, HttpHeaders headers) {
        return answer(unreadable(e), uri, headers);
    }

    @ServerExceptionMapper
    public Response map(UnauthorizedException e, UriInfo uri, HttpHeaders headers) {
        return challenge("Bearer", answer(LOGIN_REQUIRED.plain(), uri, headers));
    }

    /// Forged, run out, or no token at all (RFC 6750, section 3.1). Whoever came without one has a session that
    /// is no good, and goes where the way they sign in leads: to the identity provider's page.
    @ServerExceptionMapper
    public Uni<Response> map(
            AuthenticationFailedException e, RoutingContext context, UriInfo uri, HttpHeaders headers) {
        var refused = challenge(
                "Bearer error=\"invalid_token\"",
                answer(LOGIN_REQUIRED.because("This access token is not good, or no longer."), uri, headers));
        HttpAuthenticator ways = context.get(HttpAuthenticator.class.getName());
        if (ways == null || headers.getHeaderString(HttpHeaders.AUTHORIZATION) != null) {
            return Uni.createFrom().item(refused);
        }
        return ways.getChallenge(context).map(way -> way == null || way.status == 401 ? refused : leadingOn(way));
    }

    private static Response leadingOn(ChallengeData way) {
        var answer = Response.status(way.status);
        way.getHeaders().forEach((name, value) -> answer.header(name.toString(), value));
        return answer.build();
    }

    private static Response challenge(String scheme, Response answer) {
        return Response.fromResponse(answer)
                .header(HttpHeaders.WWW_AUTHENTICATE, scheme)
                .build();
    }

    @ServerExceptionMapper
    public Response map(ForbiddenException e, UriInfo uri, HttpHeaders headers) {
        return answer(NOT_ALLOWED.plain(), uri, headers);
    }

    @ServerExceptionMapper
    public Response map(WebApplicationException e, UriInfo uri, HttpHeaders headers) {
        var status = e.getResponse().getStatus();
        if (status < 400) {
            return e.getResponse();
        }
        if (e.getCause() instanceof JacksonException json) {
            return answer(unreadable(json), uri, headers);
        }
        var problem =
                switch (status) {
                    case 401 -> LOGIN_REQUIRED.plain();
                    case 403 -> NOT_ALLOWED.plain();
                    case 404 -> NOT_FOUND.plain();
                    case 405 -> METHOD_NOT_ALLOWED.plain();
                    case 406 -> NOT_ACCEPTABLE.plain();
                    case 413 -> REQUEST_TOO_LARGE.plain();
                    case 415 -> UNSUPPORTED_MEDIA_TYPE.plain();
                    case 503 -> TEMPORARILY_UNAVAILABLE.plain();
                    default -> status < 500 ? MALFORMED_REQUEST.plain() : INTERNAL_ERROR.plain();
                };
        if (status >= 500) {
            LOG.error("a request failed", e);
        }
        return answer(problem, uri, headers);
    }

    @ServerExceptionMapper
    public Response map(Throwable e, UriInfo uri, HttpHeaders headers) {
        if (Unavailable.isCauseOf(e)) {
            LOG.warnf("a part is away: %s", e.toString());
            return answer(TEMPORARILY_UNAVAILABLE.plain().with("retryAfterSeconds", 1), uri, headers);
        }
        LOG.error("a request failed", e);
        return answer(INTERNAL_ERROR.plain(), uri, headers);
    }

    private static Problem unreadable(JacksonException e) {
        // Broken off in the middle of a member is broken, not of another form.
        var broken = e instanceof StreamReadException || e.getCause() instanceof StreamReadException;
        if (!broken
                && e instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            var field = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            return INVALID_REQUEST
                    .plain()
                    .with("faults", java.util.List.of(Map.of("field", field, "message", "has another form")));
        }
        return MALFORMED_REQUEST.because("This is not the JSON that is expected here.");
    }

    private Response answer(Problem problem, UriInfo uri, HttpHeaders headers) {
        var path = uri.getPath();
        if (pages.isResolvable()
                && headers.getAcceptableMediaTypes().stream()
                        .anyMatch(type -> type.getSubtype().equals("html"))) {
            var page = pages.get().page(problem.type().status(), path);
            if (page.isPresent()) {
                return page.get();
            }
        }
        return ProblemResponses.of(problem);
    }

    private static String lastName(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
