package io.holdfast.contracts.pass;

import io.holdfast.contracts.id.SaleId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.lang.JoseException;

/// Tells whether a pass is real and still good, without asking anybody. Whatever is unclear is refused.
///
/// Verifying ES256 costs about 0.3 ms, so a pass is verified once per process and remembered until it ends.
public final class PassVerifier {

    private static final int MOST_REMEMBERED = 100_000;

    /// What may come of looking at a pass.
    public sealed interface Verdict {
        record Good(AdmissionPass pass) implements Verdict {}

        /// It was real and has run out.
        record Expired() implements Verdict {}

        /// Forged, altered, for another sale, or no pass at all.
        record Invalid() implements Verdict {}
    }

    private final JwtConsumer consumer;
    private final Map<String, AdmissionPass> remembered = new ConcurrentHashMap<>();

    /// @param jwks the waiting room's public keys, a JSON Web Key Set
    /// @throws IllegalArgumentException if it is not one, or is empty
    public PassVerifier(String jwks) {
        try {
            var keys = new JsonWebKeySet(jwks).getJsonWebKeys();
            if (keys.isEmpty()) {
                throw new IllegalArgumentException("there is no key to verify passes with");
            }
            consumer = new JwtConsumerBuilder()
                    .setExpectedType(true, AdmissionPass.TYPE)
                    .setExpectedIssuer(AdmissionPass.ISSUER)
                    .setSkipDefaultAudienceValidation()
                    .setRequireSubject()
                    .setRequireJwtId()
                    .setRequireExpirationTime()
                    .setRequireIssuedAt()
                    // Expiry is looked at on every use, with the caller's clock; here only the form is.
                    .setEvaluationTime(org.jose4j.jwt.NumericDate.fromSeconds(0))
                    .setAllowedClockSkewInSeconds(Integer.MAX_VALUE)
                    .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                            ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                    .setVerificationKeyResolver(new JwksVerificationKeyResolver(List.copyOf(keys)))
                    .build();
        } catch (JoseException | ClassCastException e) {
            throw new IllegalArgumentException("this is not a JSON Web Key Set", e);
        }
    }

    public Verdict verify(String token, SaleId sale, Instant now) {
        if (token.length() > 2_000) {
            return new Verdict.Invalid();
        }
        var pass = remembered.get(token);
        if (pass == null) {
            try {
                pass = read(consumer.processToClaims(token));
            } catch (InvalidJwtException | MalformedClaimException | IllegalArgumentException | DateTimeException e) {
                return new Verdict.Invalid();
            }
            remember(token, pass, now);
        }
        if (!pass.sale().equals(sale)) {
            return new Verdict.Invalid();
        }
        return now.isBefore(pass.until()) ? new Verdict.Good(pass) : new Verdict.Expired();
    }

    /// The same without verifying: whether this process has found this very token good before, for this sale, and it
    /// still is.
    public Optional<AdmissionPass> remembered(String token, SaleId sale, Instant now) {
        return Optional.ofNullable(remembered.get(token))
                .filter(pass -> pass.sale().equals(sale) && now.isBefore(pass.until()));
    }

    private static AdmissionPass read(JwtClaims claims) throws MalformedClaimException {
        var audience = claims.getAudience();
        var since = Instant.ofEpochSecond(claims.getIssuedAt().getValue());
        var until = Instant.ofEpochSecond(claims.getExpirationTime().getValue());
        var session = claims.getStringClaimValue("sid");
        if (audience.size() != 1 || session == null || until.isAfter(since.plus(AdmissionPass.LONGEST))) {
            throw new IllegalArgumentException("not a pass of ours");
        }
        return new AdmissionPass(
                SaleId.fromString(audience.getFirst()), claims.getSubject(), session, claims.getJwtId(), since, until);
    }

    private void remember(String token, AdmissionPass pass, Instant now) {
        if (remembered.size() >= MOST_REMEMBERED) {
            remembered.values().removeIf(old -> !now.isBefore(old.until()));
        }
        if (remembered.size() < MOST_REMEMBERED) {
            remembered.put(token, pass);
        }
    }
}
