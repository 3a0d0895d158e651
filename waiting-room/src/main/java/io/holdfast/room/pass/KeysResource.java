package io.holdfast.room.pass;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/// The public keys any service can verify passes with, without asking us about a single one.
@Path("/.well-known/jwks.json")
public class KeysResource {

    private final PublishedKeys keys;

    KeysResource(PublishedKeys keys) {
        this.keys = keys;
    }

    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    public Response keys(@Context Request request) {
        var unchanged = request.evaluatePreconditions(keys.tag());
        var answer = unchanged == null ? Response.ok(keys.jwks()) : unchanged;
        return answer.tag(keys.tag())
                .header("Cache-Control", "public, max-age=300")
                .build();
    }
}
