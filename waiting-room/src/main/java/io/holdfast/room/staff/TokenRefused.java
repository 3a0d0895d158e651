package io.holdfast.room.staff;

import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.web.ProblemResponses;
import io.quarkus.oidc.OIDCException;
import io.quarkus.security.AuthenticationFailedException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// A bearer token that is not good, or cannot be looked at while the OIDC provider is away.
class TokenRefused {

    @ServerExceptionMapper
    public Response map(AuthenticationFailedException e) {
        var answer = ProblemResponses.of(LOGIN_REQUIRED.because("This access token is not good, or no longer."));
        return Response.fromResponse(answer)
                .header("WWW-Authenticate", "Bearer")
                .build();
    }

    @ServerExceptionMapper
    public Response map(OIDCException e) {
        return ProblemResponses.of(TEMPORARILY_UNAVAILABLE
                .because("Sign-in cannot be checked right now.")
                .with("retryAfterSeconds", 5));
    }
}
