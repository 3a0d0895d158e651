package io.holdfast.ticketing.checkin;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.personal.SecretSeal;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// A pair of keys for each performance, made when it is first needed. The private one certifies the keys of phones and
/// signs bundles; it is sealed in the database, so that every process has the same.
@ApplicationScoped
class CheckInKeys {

    private static final String KEEP = """
        insert into check_in_key (performance_id, public_key, sealed_key)
        values (:performance, :publicKey, :sealedKey)
        on conflict do nothing
        """;

    private static final String FIND = """
        select public_key, sealed_key
          from check_in_key
         where performance_id = :performance
        """;

    /// More than run on one day anywhere.
    private static final int REMEMBERED = 1_000;

    private final DataSource database;
    private final SecretSeal seal;
    private final Map<PerformanceId, Keys> remembered = new ConcurrentHashMap<>();

    CheckInKeys(DataSource database, @ConfigProperty(name = "holdfast.contacts.key") String key) {
        this.database = database;
        this.seal = new SecretSeal(key, "check-in-key-encryption");
    }

    static final class Keys {

        private final byte[] publicKey;
        private final PrivateKey privateKey;

        private Keys(byte[] publicKey, PrivateKey privateKey) {
            this.publicKey = publicKey;
            this.privateKey = privateKey;
        }

        byte[] publicKey() {
            return publicKey.clone();
        }

        byte[] sign(byte[] message) {
            return P256.sign(privateKey, message);
        }
    }

    Keys of(PerformanceId performance) {
        var known = remembered.get(performance);
        if (known != null) {
            return known;
        }
        var keys = find(performance).orElseGet(() -> make(performance));
        if (remembered.size() >= REMEMBERED) {
            remembered.clear();
        }
        remembered.put(performance, keys);
        return keys;
    }

    /// Of two processes that make one at once, the first one's counts.
    private Keys make(PerformanceId performance) {
        var made = P256.newKeys();
        Sql.of(KEEP)
                .with("performance", performance)
                .with("publicKey", Bytes.text(P256.bytes((ECPublicKey) made.getPublic())))
                .with(
                        "sealedKey",
                        seal.seal(
                                performance.value(),
                                Base64.getEncoder()
                                        .encodeToString(made.getPrivate().getEncoded())))
                .run(database);
        return find(performance).orElseThrow();
    }

    private Optional<Keys> find(PerformanceId performance) {
        return Sql.of(FIND)
                .with("performance", performance)
                .first(
                        database,
                        row -> new Keys(
                                Bytes.read(row.text("public_key")),
                                opened(seal.open(performance.value(), row.text("sealed_key")))));
    }

    private static PrivateKey opened(String encoded) {
        try {
            return KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this is no private key", e);
        }
    }
}
