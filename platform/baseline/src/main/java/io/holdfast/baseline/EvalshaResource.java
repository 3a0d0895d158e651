package io.holdfast.baseline;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.RedisAPI;
import io.vertx.mutiny.redis.client.Response;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// One script call for each request.
@Path("/evalsha")
public class EvalshaResource {

    private final RedisAPI redis;

    /// The script's hash, once Redis knows the script.
    private final Uni<String> script;

    public record Joined(long number) {}

    EvalshaResource(RedisAPI redis) throws IOException {
        this.redis = redis;
        try (var lua = Objects.requireNonNull(EvalshaResource.class.getResourceAsStream("join.lua"))) {
            var text = new String(lua.readAllBytes(), StandardCharsets.UTF_8);
            this.script = redis.script(List.of("LOAD", text))
                    .map(Response::toString)
                    .memoize()
                    .indefinitely();
        }
    }

    @POST
    public Uni<Joined> join(@HeaderParam("Subject") String subject) {
        return script.flatMap(hash -> redis.evalsha(List.of(hash, "2", "baseline:count", "baseline:members", subject)))
                .map(number -> new Joined(number.toLong()));
    }
}
