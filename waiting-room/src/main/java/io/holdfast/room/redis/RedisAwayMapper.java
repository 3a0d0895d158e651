package io.holdfast.room.redis;

import static io.holdfast.contracts.problem.ProblemType.TEMPORARILY_UNAVAILABLE;

import io.holdfast.web.ProblemResponses;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

class RedisAwayMapper {

    @ServerExceptionMapper
    public Response map(RedisAway e) {
        return ProblemResponses.of(TEMPORARILY_UNAVAILABLE
                .because("The queue cannot be asked right now. Your place is safe; please try again in a moment.")
                .with("retryAfterSeconds", 2));
    }
}
