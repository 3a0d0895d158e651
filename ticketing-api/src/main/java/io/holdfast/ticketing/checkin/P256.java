package io.holdfast.ticketing.checkin;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Optional;

/// ECDSA on the curve P-256 with SHA-256, as browsers do it (Web Cryptography API, §23): a signature is r and s, a
/// public key x and y, each 32 bytes, big-endian.
final class P256 {

    /// Of a public key and of a signature.
    static final int BYTES = 64;

    private static final String CURVE = "secp256r1";
    private static final String ALGORITHM = "SHA256withECDSAinP1363Format";
    private static final int HALF = BYTES / 2;

    private P256() {}

    static KeyPair newKeys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no P-256", e);
        }
    }

    static byte[] bytes(ECPublicKey key) {
        var bytes = new byte[BYTES];
        put(key.getW().getAffineX(), bytes, 0);
        put(key.getW().getAffineY(), bytes, HALF);
        return bytes;
    }

    private static void put(BigInteger number, byte[] into, int at) {
        var magnitude = number.toByteArray();
        var length = Math.min(magnitude.length, HALF);
        System.arraycopy(magnitude, magnitude.length - length, into, at + HALF - length, length);
    }

    /// @return empty unless it is a point of the curve
    static Optional<ECPublicKey> key(byte[] bytes) {
        if (bytes.length != BYTES) {
            return Optional.empty();
        }
        try {
            var curve = curve();
            var point = new ECPoint(
                    new BigInteger(1, Arrays.copyOfRange(bytes, 0, HALF)),
                    new BigInteger(1, Arrays.copyOfRange(bytes, HALF, BYTES)));
            if (!isOn(curve, point)) {
                return Optional.empty();
            }
            return Optional.of(
                    (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve)));
        } catch (GeneralSecurityException _) {
            return Optional.empty();
        }
    }

    private static ECParameterSpec curve() throws GeneralSecurityException {
        var parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        return parameters.getParameterSpec(ECParameterSpec.class);
    }

    /// The curve has cofactor 1, so every point on it but infinity, which cannot be written like this, is a key.
    private static boolean isOn(ECParameterSpec spec, ECPoint point) {
        var curve = spec.getCurve();
        var p = ((ECFieldFp) curve.getField()).getP();
        var x = point.getAffineX();
        var y = point.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) {
            return false;
        }
        var right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
        return y.pow(2).mod(p).equals(right);
    }

    static byte[] sign(PrivateKey key, byte[] message) {
        try {
            var signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("nothing could be signed", e);
        }
    }

    /// @return false also when the key is none
    static boolean isSigned(byte[] message, byte[] by, byte[] signature) {
        return key(by).filter(key -> isSigned(message, key, signature)).isPresent();
    }

    private static boolean isSigned(byte[] message, ECPublicKey by, byte[] signature) {
        try {
            var check = Signature.getInstance(ALGORITHM);
            check.initVerify(by);
            check.update(message);
            return check.verify(signature);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
