package io.holdfast.endtoend.bench.stage;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// What staff's tokens are signed with; nobody signs in.
public final class StaffKey {

    private final KeyPair pair;

    private StaffKey(KeyPair pair) {
        this.pair = pair;
    }

    public static StaffKey fresh() {
        try {
            return new StaffKey(KeyPairGenerator.getInstance("RSA").generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// By which a service knows them.
    public Map<String, String> configuration() {
        return Map.of(
                "quarkus.oidc.application-type",
                "service",
                "quarkus.oidc.public-key",
                Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    }

    /// Olga's, who may do everything, for an hour.
    public String token() {
        var claims = new JwtClaims();
        claims.setSubject("olga");
        claims.setStringClaim("upn", "olga");
        claims.setStringListClaim("groups", "organiser", "operations");
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(pair.getPrivate());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }
}
