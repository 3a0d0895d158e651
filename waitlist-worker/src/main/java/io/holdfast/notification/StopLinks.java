package io.holdfast.notification;

import io.holdfast.contracts.id.CustomerId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Links that stop a kind of messages without signing in: who and what, signed with the house's key. They do not end,
/// as mails do not, and can do nothing else.
@ApplicationScoped
class StopLinks {

    private static final int FACTS = 17;
    private static final int SIGNATURE = 16;

    private final Hmac key;
    private final String site;

    StopLinks(NotificationConfig config, @ConfigProperty(name = "holdfast.public-url") String site) {
        if (config.stopKey().length() < 32) {
            throw new IllegalStateException("holdfast.notification.stop-key has 32 characters at least");
        }
        this.key = new Hmac(config.stopKey());
        this.site = site.replaceAll("/+$", "");
    }

    record Stop(CustomerId customer, Concern concern) {}

    String link(CustomerId customer, Concern concern) {
        return site + "/notifications/stop/" + token(customer, concern);
    }

    String token(CustomerId customer, Concern concern) {
        var facts = ByteBuffer.allocate(FACTS)
                .putLong(customer.value().getMostSignificantBits())
                .putLong(customer.value().getLeastSignificantBits())
                .put((byte) concern.name().charAt(0))
                .array();
        var token = Arrays.copyOf(facts, FACTS + SIGNATURE);
        System.arraycopy(key.of(facts), 0, token, FACTS, SIGNATURE);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /// @return empty if it is none of ours
    Optional<Stop> read(String token) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length != FACTS + SIGNATURE) {
                return Optional.empty();
            }
            var facts = Arrays.copyOf(bytes, FACTS);
            var signature = Arrays.copyOfRange(bytes, FACTS, bytes.length);
            if (!MessageDigest.isEqual(signature, Arrays.copyOf(key.of(facts), SIGNATURE))) {
                return Optional.empty();
            }
            var read = ByteBuffer.wrap(facts);
            var customer = new CustomerId(new UUID(read.getLong(), read.getLong()));
            var letter = (char) read.get();
            return Arrays.stream(Concern.values())
                    .filter(concern -> !concern.cannotWait() && concern.name().charAt(0) == letter)
                    .findFirst()
                    .map(concern -> new Stop(customer, concern));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
