package io.holdfast.web;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.regex.Pattern;

/// Refuses what has not even the form of a bearer token (RFC 6750, RFC 7519) before anybody tries to read it:
/// some of it breaks who does, and whoever sent it would be told of a fault of ours.
@ApplicationScoped
class TokenForm implements HttpAuthenticationMechanism {

    private static final String SCHEME = "Bearer ";

    /// One word, or the three parts of a signed token or the five of an encrypted one; all but the first may be
    /// empty.
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9_~+/-]+=*|[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*){2}(?:(?:\\.[A-Za-z0-9_-]*){2})?");

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        var shown = context.request().getHeader("Authorization");
        return shown != null
                        && shown.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        && !FORM.matcher(shown.substring(SCHEME.length()).strip())
                                .matches()
                ? Uni.createFrom().failure(new AuthenticationFailedException("this has not the form of a token"))
                : Uni.createFrom().nullItem();
    }

    /// Before those who read tokens.
    @Override
    public int getPriority() {
        return 10 * DEFAULT_PRIORITY;
    }

    /// What is asked for is said by those who read tokens.
    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
