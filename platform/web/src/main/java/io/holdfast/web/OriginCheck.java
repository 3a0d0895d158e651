package io.holdfast.web;

import static io.holdfast.contracts.problem.ProblemType.CROSS_ORIGIN;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Refuses state-changing requests that another site made a browser send (cross-site request forgery). Browsers
/// tell with `Sec-Fetch-Site` or `Origin`; programs send neither and carry no cookies by accident.
class OriginCheck {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response check(ContainerRequestContext request) {
        if (READING.contains(request.getMethod())) {
            return null;
        }
        var site = request.getHeaderString("Sec-Fetch-Site");
        var origin = request.getHeaderString("Origin");
        var foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
        var foreignOrigin = origin != null
                && !sameAuthority(origin, request.getUriInfo().getRequestUri(), request.getHeaderString("Host"));
        return foreignSite || foreignOrigin
                ? ProblemResponses.of(CROSS_ORIGIN.because("Please use our own page for this."))
                : null;
    }

    private static boolean sameAuthority(String origin, URI request, @Nullable String host) {
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null && (authority.equals(request.getAuthority()) || authority.equals(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
