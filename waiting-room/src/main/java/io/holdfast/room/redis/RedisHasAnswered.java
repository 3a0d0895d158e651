package io.holdfast.room.redis;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready once Redis has answered for the first time. From then on this process can say something useful whatever
/// becomes of Redis: what is being served, or that people may try again in a moment.
@Readiness
@ApplicationScoped
class RedisHasAnswered implements HealthCheck {

    private final RedisStore redis;

    RedisHasAnswered(RedisStore redis) {
        this.redis = redis;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("redis has answered")
                .status(redis.hasAnswered())
                .build();
    }
}
