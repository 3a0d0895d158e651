package io.holdfast.contracts.pass;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/// Signs passes. Only the waiting room has the private key.
public final class PassSigner {

    private final PublicJsonWebKey key;

    private PassSigner(PublicJsonWebKey key) {
        this.key = key;
    }

    /// @param privateJwk a P-256 key as a JSON Web Key (RFC 7517) with its private part and a `kid`
    /// @throws IllegalArgumentException if it is anything else
    public static PassSigner withKey(String privateJwk) {
        try {
            var key = PublicJsonWebKey.Factory.newPublicJwk(privateJwk);
            if (!(key instanceof EllipticCurveJsonWebKey curve)
                    || !"P-256".equals(curve.getCurveName())
                    || key.getPrivateKey() == null
                    || key.getKeyId() == null) {
                throw new IllegalArgumentException("the pass key must be a private P-256 JSON Web Key with a kid");
            }
            return new PassSigner(key);
        } catch (JoseException e) {
            throw new IllegalArgumentException("the pass key must be a private P-256 JSON Web Key with a kid", e);
        }
    }

    /// A new random key, in the form [#withKey] takes.
    public static String newKey(String keyId) {
        try {
            var key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(keyId);
            key.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            key.setUse("sig");
            return key.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);
        } catch (JoseException e) {
            throw new IllegalStateException("this JVM has no P-256", e);
        }
    }

    /// What verifiers need: a JSON Web Key Set with the public part only.
    public String publicKeys() {
        return new JsonWebKeySet(key).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    /// The same with more keys, after ours: the next one, before it signs, and the former one, while its passes last.
    ///
    /// @param others a JSON Web Key Set of public P-256 keys with a `kid`; may name ours too
    /// @throws IllegalArgumentException if it is anything else, or has another key under our `kid`
    public String publicKeys(String others) {
        var all = new LinkedHashMap<String, PublicJsonWebKey>();
        all.put(key.getKeyId(), key);
        for (var other : publicKeysIn(others)) {
            var same = all.putIfAbsent(other.getKeyId(), other);
            if (same != null && !same.getPublicKey().equals(other.getPublicKey())) {
                throw new IllegalArgumentException("two different keys are called " + other.getKeyId());
            }
        }
        return new JsonWebKeySet(List.copyOf(all.values())).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static List<PublicJsonWebKey> publicKeysIn(String jwks) {
        try {
            var known = new JsonWebKeySet(jwks).getJsonWebKeys();
            // What the library does not know it leaves out, and nobody would notice until a pass is refused.
            if (known.isEmpty()
                    || !(JsonUtil.parseJson(jwks).get("keys") instanceof List<?> all)
                    || all.size() != known.size()) {
                throw new IllegalArgumentException("only public P-256 keys with a kid can be published");
            }
            var keys = new ArrayList<PublicJsonWebKey>();
            for (var key : known) {
                if (!(key instanceof EllipticCurveJsonWebKey curve)
                        || !"P-256".equals(curve.getCurveName())
                        || curve.getPrivateKey() != null
                        || curve.getKeyId() == null) {
                    throw new IllegalArgumentException("only public P-256 keys with a kid can be published");
                }
                keys.add(curve);
            }
            return keys;
        } catch (JoseException | ClassCastException e) {
            throw new IllegalArgumentException("this is not a JSON Web Key Set", e);
        }
    }

    public String sign(AdmissionPass pass) {
        var claims = new JwtClaims();
        claims.setIssuer(AdmissionPass.ISSUER);
        claims.setAudience(pass.sale().toString());
        claims.setSubject(pass.subject());
        claims.setStringClaim("sid", pass.session());
        claims.setJwtId(pass.id());
        claims.setIssuedAt(NumericDate.fromSeconds(pass.since().getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(pass.until().getEpochSecond()));
        var jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setKey(key.getPrivateKey());
        jws.setKeyIdHeaderValue(key.getKeyId());
        jws.setHeader("typ", AdmissionPass.TYPE);
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        try {
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a pass could not be signed", e);
        }
    }
}
