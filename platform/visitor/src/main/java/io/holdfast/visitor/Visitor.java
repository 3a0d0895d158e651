package io.holdfast.visitor;

import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;

import io.holdfast.contracts.account.Browser;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import io.quarkus.arc.Unremovable;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Who is asking: a browser, and the customer signed in there, if any.
@RequestScoped
@Unremovable
public class Visitor {

    private final Optional<SignedAccount.Account> account;
    private final List<CustomerId> guests;
    private final String browserSecret;
    private final boolean newBrowser;
    private final boolean secure;

    @Inject
    Visitor(
            HttpServerRequest request,
            Instance<EndedSessions> ended,
            @ConfigProperty(name = "holdfast.account.key") String accountKey) {
        this(request, new SignedAccount(accountKey), ended.isResolvable() ? ended.get() : EndedSessions.UNKNOWN);
    }

    private Visitor(HttpServerRequest request, SignedAccount accounts, EndedSessions ended) {
        var cookie = request.getCookie(SignedAccount.COOKIE);
        this.account = cookie == null
                ? Optional.empty()
                : accounts.read(cookie.getValue(), Instant.now())
                        .filter(read -> read.session().filter(ended::isOver).isEmpty());
        var browser = request.getCookie(Browser.COOKIE);
        this.newBrowser = browser == null || !Browser.isSecret(browser.getValue());
        this.browserSecret = browser != null && !newBrowser ? browser.getValue() : Browser.newSecret();
        this.secure = "https".equals(request.scheme());
        var proven = request.getCookie(SignedAccount.GUESTS_COOKIE);
        this.guests = proven == null ? List.of() : accounts.readGuests(browser(), proven.getValue(), Instant.now());
    }

    /// The same for whoever answers before there is a request scope.
    public static Visitor of(HttpServerRequest request, SignedAccount accounts, EndedSessions ended) {
        return new Visitor(request, accounts, ended);
    }

    public Optional<CustomerId> customer() {
        return account.map(SignedAccount.Account::customer);
    }

    /// The sign-in at this browser; empty if nobody is signed in, or has been since before sign-ins had
    /// names.
    public Optional<SessionId> session() {
        return account.flatMap(SignedAccount.Account::session);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `LOGIN_REQUIRED` if nobody is signed in
    public CustomerId customerOrProblem() {
        return customer().orElseThrow(() -> LOGIN_REQUIRED.plain().asException());
    }

    /// Everybody whose bookings this browser may see: the member, and the guests it has proven to be.
    public List<CustomerId> customers() {
        return Stream.concat(customer().stream(), guests.stream()).toList();
    }

    /// The member if somebody is signed in, else the browser.
    public Subject subject() {
        return customer().map(Subject::member).orElseGet(this::browser);
    }

    public Subject browser() {
        return Subject.browser(browserSecret);
    }

    /// Everybody this browser may act as: what it began as a guest stays its own after signing in.
    public List<Subject> subjects() {
        return Stream.concat(customer().map(Subject::member).stream(), Stream.of(browser()))
                .toList();
    }

    /// The same as they are written down.
    public List<String> subjectNames() {
        return subjects().stream().map(Subject::value).toList();
    }

    /// Whether the answer is to give the browser its secret.
    public boolean newBrowser() {
        return newBrowser;
    }

    String browserSecret() {
        return browserSecret;
    }

    /// Whether cookies may be restricted to TLS.
    public boolean secure() {
        return secure;
    }
}
