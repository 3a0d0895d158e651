package io.holdfast.ticketing.account;

import io.holdfast.contracts.account.SignedAccount;
import jakarta.ws.rs.core.NewCookie;
import java.time.Duration;

/// The cookie that says who is signed in.
public final class AccountCookie {

    private AccountCookie() {}

    static NewCookie of(String value, Duration lasts, boolean secure) {
        return new NewCookie.Builder(SignedAccount.COOKIE)
                .value(value)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.LAX)
                .maxAge((int) lasts.toSeconds())
                .build();
    }

    /// Takes it out of the browser.
    public static NewCookie none(boolean secure) {
        return of("", Duration.ZERO, secure);
    }
}
