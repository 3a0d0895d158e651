package io.holdfast.baseline;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/// A small JSON object, made anew for each request.
@Path("/hello")
public class HelloResource {

    public record Hello(String hello) {}

    @GET
    @NonBlocking
    public Hello hello() {
        return new Hello("world");
    }
}
