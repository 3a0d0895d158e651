package io.holdfast.ticketing.booking;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.ext.Provider;

/// Says in each answer how often its thread waited for the database. A request has a virtual thread of its own.
@Provider
public class RoundTripHeader implements ContainerResponseFilter {

    static final String NAME = "Round-Trips";

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        response.getHeaders().putSingle(NAME, CountingDriver.count());
    }
}
