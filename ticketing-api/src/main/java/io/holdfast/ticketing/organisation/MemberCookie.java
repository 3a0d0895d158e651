package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.visitor.EndedSessions;
import io.holdfast.visitor.Visitor;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Lets a member who is signed in at a browser ask what organisers ask. What other sites make a browser ask is
/// refused before by [io.holdfast.web.OriginCheck]; whoever shows a token is who the token says.
@ApplicationScoped
class MemberCookie implements HttpAuthenticationMechanism {

    /// The attribute of an identity under which the customer is found who is signed in.
    static final String CUSTOMER = "io.holdfast.customer";

    private static final String ORGANISERS = "/api/organiser/";

    /// Before tokens are looked for, where there is none.
    private static final int FIRST = HttpAuthenticationMechanism.DEFAULT_PRIORITY + 10;

    private final SignedAccount accounts;
    private final EndedSessions ended;

    MemberCookie(EndedSessions ended, @ConfigProperty(name = "holdfast.account.key") String key) {
        this.accounts = new SignedAccount(key);
        this.ended = ended;
    }

    /// A member who has shown the account cookie.
    static final class Shown extends BaseAuthenticationRequest {

        private final CustomerId customer;

        private Shown(CustomerId customer) {
            this.customer = customer;
        }
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identities) {
        var request = context.request();
        if (!context.normalizedPath().startsWith(ORGANISERS)
                || request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            return Uni.createFrom().nullItem();
        }
        return Visitor.of(request, accounts, ended)
                .customer()
                .map(customer -> identities.authenticate(new Shown(customer)))
                .orElseGet(() -> Uni.createFrom().nullItem());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().nullItem();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(Shown.class);
    }

    @Override
    public int getPriority() {
        return FIRST;
    }

    /// Says who it is; what they may, [OrganiserRole] knows.
    @ApplicationScoped
    static class Members implements IdentityProvider<Shown> {

        @Override
        public Class<Shown> getRequestType() {
            return Shown.class;
        }

        @Override
        public Uni<SecurityIdentity> authenticate(Shown request, AuthenticationRequestContext context) {
            return Uni.createFrom()
                    .item(QuarkusSecurityIdentity.builder()
                            .setPrincipal(new QuarkusPrincipal(
                                    Subject.member(request.customer).value()))
                            .addAttribute(CUSTOMER, request.customer)
                            .build());
        }
    }
}
