package io.holdfast.ticketing.organisation;

import io.holdfast.contracts.id.CustomerId;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// The one place where it is decided who is an organiser: whoever has the role by their token acts for the
/// organisation of the name in it, and every other for the one they are a member of, once it has been approved.
@ApplicationScoped
class OrganiserRole implements SecurityIdentityAugmentor {

    static final String NAME = "organiser";

    /// The attribute of an identity under which a membership is found that has given it the role.
    static final String MEMBERSHIP = "io.holdfast.membership";

    private final Memberships memberships;

    OrganiserRole(Memberships memberships) {
        this.memberships = memberships;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        return isSomebodyWithoutRole(identity)
                ? context.runBlocking(() -> membership(identity)
                        .<SecurityIdentity>map(found -> QuarkusSecurityIdentity.builder(identity)
                                .addRole(NAME)
                                .addAttribute(MEMBERSHIP, found)
                                .build())
                        .orElse(identity))
                : Uni.createFrom().item(identity);
    }

    private static boolean isSomebodyWithoutRole(SecurityIdentity identity) {
        return !identity.hasRole(NAME)
                && (identity.getAttribute(MemberCookie.CUSTOMER) != null
                        || identity.getPrincipal() instanceof JsonWebToken);
    }

    private Optional<Membership> membership(SecurityIdentity identity) {
        CustomerId customer = identity.getAttribute(MemberCookie.CUSTOMER);
        if (customer != null) {
            return memberships.of(customer);
        }
        return identity.getPrincipal() instanceof JsonWebToken token
                        && token.getIssuer() != null
                        && token.getSubject() != null
                ? memberships.of(token.getIssuer(), token.getSubject())
                : Optional.empty();
    }
}
