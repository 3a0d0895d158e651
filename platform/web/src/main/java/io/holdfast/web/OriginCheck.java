package io.holdfast.web;

import static io.holdfast.contracts.problem.ProblemType.CROSS_ORIGIN;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Refuses state-changing requests that another site made a browser send (cross-site request forgery). Browsers
/// tell with `Sec-Fetch-Site` or `Origin`; programs send neither and carry no cookies by accident.
public class OriginCheck {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response check(ContainerRequestContext request) {
        if (READING.contains(request.getMethod())) {
            return null;
        }
        var site = request.getHeaderString("Sec-Fetch-Site");
        var origin = request.getHeaderString("Origin");
        var foreignSite = site != null && !OWN_SITE.contains(site);
        var foreignOrigin = origin != null
                && !sameAuthority(origin, request.getUriInfo().getRequestUri(), request.getHeaderString("Host"));
        return foreignSite || foreignOrigin
                ? ProblemResponses.of(CROSS_ORIGIN.because("Please use our own page for this."))
                : null;
    }

    /// The same for whoever answers before the filters do: whether our own page or a program has sent it, for certain.
    public static boolean isOwn(HttpServerRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return (site == null || OWN_SITE.contains(site))
                && (origin == null || origin.endsWith("://" + request.getHeader(HttpHeaders.HOST)));
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
