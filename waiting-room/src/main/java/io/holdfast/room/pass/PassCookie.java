package io.holdfast.room.pass;

import io.holdfast.contracts.id.SaleId;
import jakarta.ws.rs.core.NewCookie;

/// The cookie a pass travels in to a site that knows nothing of us; no script can read it.
final class PassCookie {

    /// What a site with one sale may call it.
    static final String SHORT = "hf_pass";

    private PassCookie() {}

    static String of(SaleId sale) {
        return SHORT + "_" + sale;
    }

    /// @param seconds until the pass ends
    /// @param secure whether the visitor came by TLS
    static NewCookie carrying(String pass, SaleId sale, int seconds, boolean secure) {
        return new NewCookie.Builder(of(sale))
                .value(pass)
                .path("/")
                .maxAge(seconds)
                .httpOnly(true)
                .sameSite(NewCookie.SameSite.LAX)
                .secure(secure)
                .build();
    }
}
