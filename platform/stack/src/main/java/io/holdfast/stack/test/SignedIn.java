package io.holdfast.stack.test;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Signs in whoever a test says is asking: the name first, then the roles.
@ApplicationScoped
public class SignedIn implements HttpAuthenticationMechanism {

    public static final String HEADER = "Test-Signed-In";

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        var who = context.request().getHeader(HEADER);
        if (who == null) {
            return Uni.createFrom().nullItem();
        }
        var words = who.split(" ");
        return Uni.createFrom()
                .item(QuarkusSecurityIdentity.builder()
                        .setPrincipal(new QuarkusPrincipal(words[0]))
                        .addRoles(new HashSet<>(Arrays.asList(words).subList(1, words.length)))
                        .build());
    }

    /// Before whoever a whole test class is signed in as.
    @Override
    public int getPriority() {
        return 5_000;
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
