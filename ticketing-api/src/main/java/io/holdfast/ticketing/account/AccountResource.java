package io.holdfast.ticketing.account;

import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;

import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.visitor.Visitor;
import io.holdfast.web.ProblemResponses;
import io.quarkus.oidc.IdToken;
import io.quarkus.oidc.OidcSession;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// Signing in and out.
///
/// The code flow with PKCE runs on `/login` and below, and its session cookie goes nowhere else; the tokens stay
/// on the server. What the rest of the site sees is the signed account cookie, good for 15 minutes and renewed by
/// `/login/renewal` for as long as the session at the identity provider lives and nobody has ended the one here.
@Path("/")
@RunOnVirtualThread
public class AccountResource {

    static final Duration SIGNED_IN_FOR = Duration.ofMinutes(15);

    private static final Duration TO_FORGET = Duration.ofSeconds(5);

    @RegisterForReflection
    public record Renewed(String name, Set<String> roles) {}

    private final Customers customers;
    private final Sessions sessions;
    private final SecurityIdentity identity;

    @Inject
    @IdToken
    JsonWebToken idToken;

    @Inject
    OidcSession oidc;

    private final Visitor visitor;
    private final Clock clock;
    private final SignedAccount signed;

    AccountResource(
            Customers customers,
            Sessions sessions,
            SecurityIdentity identity,
            Visitor visitor,
            Clock clock,
            @ConfigProperty(name = "holdfast.account.key") String key) {
        this.customers = customers;
        this.sessions = sessions;
        this.identity = identity;
        this.visitor = visitor;
        this.clock = clock;
        this.signed = new SignedAccount(key);
    }

    /// Signs in by the identity provider and goes back to where the person came from. Where a session was
    /// ended, the identity provider is to ask the person again, whether or not it still knows the browser.
    @GET
    @Path("login")
    @Authenticated
    public Response login(
            @QueryParam("return") @Nullable String back,
            @HeaderParam(HttpHeaders.USER_AGENT) @Nullable String userAgent) {
        var customer = customers.member(idToken.getIssuer(), idToken.getSubject());
        var session = begun(customer, userAgent);
        if (session.isEmpty()) {
            forgetHere();
            var again = "/login?%s=true&return=%s"
                    .formatted(AskingAgain.WISH, URLEncoder.encode(samePage(back), StandardCharsets.UTF_8));
            return Response.seeOther(URI.create(again))
                    .cookie(AccountCookie.none(visitor.secure()))
                    .build();
        }
        customers.introduce(customer, new Contact(displayName(), claim("phone_number"), claim("email"), language()));
        return Response.seeOther(URI.create(samePage(back)))
                .cookie(accountCookie(customer, session.get()))
                .build();
    }

    /// Renews the sign-in without showing anything; the tokens are refreshed on the way when they need it.
    @GET
    @Path("login/renewal")
    @Authenticated
    public Response renew(@HeaderParam(HttpHeaders.USER_AGENT) @Nullable String userAgent) {
        var customer = customers.member(idToken.getIssuer(), idToken.getSubject());
        var session = begun(customer, userAgent);
        if (session.isEmpty()) {
            forgetHere();
            return Response.fromResponse(ProblemResponses.of(LOGIN_REQUIRED.because("This sign-in was ended.")))
                    .cookie(AccountCookie.none(visitor.secure()))
                    .build();
        }
        return Response.ok(new Renewed(displayName(), identity.getRoles()))
                .cookie(accountCookie(customer, session.get()))
                .build();
    }

    /// Signs out here and at the identity provider.
    @POST
    @Path("logout")
    public Response logout() {
        visitor.session().ifPresent(session -> sessions.end(session, visitor.customerOrProblem()));
        return Response.seeOther(URI.create("/login/out"))
                .cookie(AccountCookie.none(visitor.secure()))
                .build();
    }

    /// Where the identity provider's sign-out begins when there is a session: asking who it is, is what sends the
    /// browser there. Without one there is nothing to end.
    @GET
    @Path("login/out")
    public Response signedOut() {
        try {
            identity.isAnonymous();
        } catch (AuthenticationFailedException | AuthenticationCompletionException _) {
            // The session is over, or was none.
        }
        return Response.seeOther(URI.create("/")).build();
    }

    private Optional<SessionId> begun(CustomerId customer, @Nullable String userAgent) {
        var sid = claim("sid");
        var stays = sid.isEmpty() ? idToken.getSubject() + "\n" + visitor.browser() : sid;
        return sessions.begin(
                customer, Sessions.providerSession(idToken.getIssuer(), stays), provenAt(), Device.named(userAgent));
    }

    /// When the person last showed the identity provider who they are; long ago where it does not tell.
    private Instant provenAt() {
        return Optional.ofNullable(idToken.<Object>getClaim("auth_time"))
                .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds.toString())))
                .orElse(Instant.EPOCH);
    }

    /// The tokens kept for this browser go, and the cookie that opens them.
    private void forgetHere() {
        oidc.logout().await().atMost(TO_FORGET);
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

    private NewCookie accountCookie(CustomerId customer, SessionId session) {
        return AccountCookie.of(
                signed.sign(customer, session, clock.instant().plus(SIGNED_IN_FOR)), SIGNED_IN_FOR, visitor.secure());
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
