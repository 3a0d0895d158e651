package io.holdfast.ticketing.http;

import io.holdfast.messaging.IdempotentRequests.Answer;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/// Recorded answers as HTTP answers; a replay says so.
public final class Answers {

    private Answers() {}

    public static Response of(Answer answer) {
        var response = Response.status(answer.status());
        if (answer.body() != null) {
            response.type(MediaType.APPLICATION_JSON_TYPE).entity(answer.body());
        }
        if (answer.replayed()) {
            response.header("Idempotent-Replayed", "true");
        }
        return response.build();
    }
}
