package io.holdfast.web;

import io.holdfast.contracts.problem.Problem;
import jakarta.ws.rs.core.Response;

/// Problems as HTTP answers.
public final class ProblemResponses {

    private ProblemResponses() {}

    public static Response of(Problem problem) {
        var response = Response.status(problem.type().status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem.body());
        if (problem.facts().get("retryAfterSeconds") instanceof Number seconds) {
            response.header("Retry-After", seconds);
        }
        return response.build();
    }
}
