package io.holdfast.visitor;

import io.holdfast.contracts.account.Browser;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.NewCookie;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/// Gives a browser its secret when it has none, on answers that are its own; a shared, cacheable answer never
/// carries one.
class BrowserCookie {

    private static final int ONE_YEAR = 31_536_000;

    private final Visitor visitor;

    BrowserCookie(Visitor visitor) {
        this.visitor = visitor;
    }

    @ServerResponseFilter
    public void remember(ContainerRequestContext request, ContainerResponseContext response) {
        var cacheControl = response.getHeaderString("Cache-Control");
        var shared = cacheControl != null && cacheControl.contains("public");
        if (!shared && visitor.newBrowser()) {
            response.getHeaders()
                    .add(
                            "Set-Cookie",
                            new NewCookie.Builder(Browser.COOKIE)
                                    .value(visitor.browserSecret())
                                    .path("/")
                                    .httpOnly(true)
                                    .secure(visitor.secure())
                                    .sameSite(NewCookie.SameSite.LAX)
                                    .maxAge(ONE_YEAR)
                                    .build());
        }
    }
}
