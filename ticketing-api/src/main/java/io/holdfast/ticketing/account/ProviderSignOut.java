package io.holdfast.ticketing.account;

import static java.lang.System.Logger.Level.WARNING;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Hears from the identity provider that somebody has signed out there (OpenID Connect Back-Channel Logout 1.0), and
/// ends that session here, for all processes alike. That the token is the provider's and means this, Quarkus says by
/// answering 200.
@ApplicationScoped
class ProviderSignOut {

    private static final System.Logger LOG = System.getLogger(ProviderSignOut.class.getName());
    private static final int FIRST = 9_000;

    private final Sessions sessions;
    private final String path;

    ProviderSignOut(Sessions sessions, @ConfigProperty(name = "quarkus.oidc.logout.backchannel.path") String path) {
        this.sessions = sessions;
        this.path = path;
    }

    void listen(@Observes Filters filters) {
        filters.register(this::listen, FIRST);
    }

    private void listen(RoutingContext context) {
        if (context.request().path().equals(path)) {
            context.addEndHandler(_ -> {
                if (context.response().getStatusCode() == 200) {
                    providerSession(context.request()).ifPresent(this::end);
                }
            });
        }
        context.next();
    }

    private void end(String providerSession) {
        Thread.ofVirtual().name("provider-sign-out").start(() -> {
            try {
                sessions.endOfProvider(providerSession);
            } catch (RuntimeException e) {
                LOG.log(WARNING, "a session that ended at the identity provider goes on here until it is renewed", e);
            }
        });
    }

    private static Optional<String> providerSession(HttpServerRequest request) {
        var token = request.getFormAttribute("logout_token");
        var parts = token == null ? new String[0] : token.split("\\.");
        if (parts.length != 3) {
            return Optional.empty();
        }
        var said = new JsonObject(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        return Optional.ofNullable(said.getString("sid"))
                .map(sid -> Sessions.providerSession(said.getString("iss"), sid));
    }
}
