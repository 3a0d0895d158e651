package io.holdfast.ticketing.account;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.visitor.Visitor;
import io.quarkus.oidc.IdToken;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// Signing in and out.
///
/// The code flow with PKCE runs on `/login` and below, and its session cookie goes nowhere else; the tokens stay on
/// the server. What the rest of the site sees is the signed account cookie, good for 15 minutes and renewed by
/// `/login/renewal` for as long as the session at the identity provider lives.
@Path("/")
@RunOnVirtualThread
public class AccountResource {

    static final Duration SIGNED_IN_FOR = Duration.ofMinutes(15);

    @RegisterForReflection
    public record Renewed(String name, Set<String> roles) {}

    private final Customers customers;
    private final SecurityIdentity identity;

    @Inject
    @IdToken
    JsonWebToken idToken;

    private final Visitor visitor;
    private final Clock clock;
    private final SignedAccount signed;

    AccountResource(
            Customers customers,
            SecurityIdentity identity,
            Visitor visitor,
            Clock clock,
            @ConfigProperty(name = "holdfast.account.key") String key) {
        this.customers = customers;
        this.identity = identity;
        this.visitor = visitor;
        this.clock = clock;
        this.signed = new SignedAccount(key);
    }

    /// Signs in by the identity provider and goes back to where the person came from.
    @GET
    @Path("login")
    @Authenticated
    public Response login(@QueryParam("return") @Nullable String back) {
        var customer = customers.member(idToken.getIssuer(), idToken.getSubject());
        customers.introduce(customer, new Contact(displayName(), claim("phone_number"), claim("email"), language()));
        return Response.seeOther(URI.create(samePage(back)))
                .cookie(accountCookie(customer))
                .build();
    }

    /// Renews the sign-in without showing anything; the tokens are refreshed on the way when they need it.
    @GET
    @Path("login/renewal")
    @Authenticated
    public Response renew() {
        return Response.ok(new Renewed(displayName(), identity.getRoles()))
                .cookie(accountCookie(customers.member(idToken.getIssuer(), idToken.getSubject())))
                .build();
    }

    /// Signs out here and at the identity provider.
    @POST
    @Path("logout")
    public Response logout() {
        return Response.seeOther(URI.create("/login/out")).cookie(cookie("", 0)).build();
    }

    /// Where the identity provider's sign-out begins when there is a session; without one there is nothing to end.
    @GET
    @Path("login/out")
    public Response signedOut() {
        return Response.seeOther(URI.create("/")).build();
    }

    private String displayName() {
        var given = claim("given_name");
        return given.isEmpty() ? claim("preferred_username") : given;
    }

    private String language() {
        return claim("locale").startsWith("en") ? "en" : "ko";
    }

    /// @return empty when the identity provider does not tell
    private String claim(String name) {
        return Optional.ofNullable(idToken.<String>getClaim(name)).orElse("");
    }

    private NewCookie accountCookie(CustomerId customer) {
        return cookie(signed.sign(customer, clock.instant().plus(SIGNED_IN_FOR)), (int) SIGNED_IN_FOR.toSeconds());
    }

    private NewCookie cookie(String value, int seconds) {
        return new NewCookie.Builder(SignedAccount.COOKIE)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(visitor.secure())
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge(seconds)
                .build();
    }

    /// Only a path of this site; never another site, which would make us a springboard.
    static String samePage(@Nullable String back) {
        if (back == null) {
            return "/";
        }
        var safe = back.startsWith("/")
                && !back.startsWith("//")
                && !back.contains("\\")
                && back.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return safe ? back : "/";
    }
}
