package io.holdfast.contracts.pass;

import io.holdfast.contracts.id.SaleId;
import java.time.Duration;
import java.time.Instant;

/// The right to shop in one sale until a moment: a JWT signed with ES256 (RFC 7519, RFC 7518 section 3.4).
///
/// | claim | meaning |
/// |---|---|
/// | `iss` | `holdfast-waiting-room` |
/// | `aud` | the sale |
/// | `sub` | the subject, see [io.holdfast.contracts.account.Subject] |
/// | `sid` | the shopping session: the number in the queue and which of its windows, `number.session` |
/// | `jti` | the same for every copy of one pass |
/// | `iat`, `exp` | seconds since 1970, at most [#LONGEST] apart |
///
/// The header carries `typ: holdfast-pass+jwt`, so that no other token signed with the same key is taken for one.
///
/// @param until exclusive
public record AdmissionPass(SaleId sale, String subject, String session, String id, Instant since, Instant until) {

    public static final String TYPE = "holdfast-pass+jwt";
    public static final String ISSUER = "holdfast-waiting-room";
    public static final Duration LONGEST = Duration.ofMinutes(10);

    /// The HTTP request header the browser carries it in.
    public static final String HEADER = "Holdfast-Pass";
}
