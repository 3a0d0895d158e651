package io.holdfast.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zerodeplibs.webpush.MessageEncryptions;
import com.zerodeplibs.webpush.PushMessage;
import com.zerodeplibs.webpush.UserAgentMessageEncryptionKeyInfo;
import com.zerodeplibs.webpush.VAPIDKeyPair;
import com.zerodeplibs.webpush.VAPIDKeyPairs;
import com.zerodeplibs.webpush.jwt.VAPIDJWTParam;
import com.zerodeplibs.webpush.key.PrivateKeySources;
import com.zerodeplibs.webpush.key.PublicKeySources;
import io.holdfast.notification.NotificationState.Death;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hands messages to push services (RFC 8030), encrypted for the browser (RFC 8291) and signed by the house (RFC 8292).
@ApplicationScoped
class PushCarrier implements Carrier {

    private static final Duration LONGEST = Duration.ofDays(28);

    private final PushConfig config;
    private final PushDevices devices;
    private final ProviderCalls calls;
    private final ObjectMapper json;
    private final @Nullable VAPIDKeyPair keys;

    PushCarrier(PushConfig config, PushDevices devices, ProviderCalls calls, ObjectMapper json) {
        this.config = config;
        this.devices = devices;
        this.calls = calls;
        this.json = json;
        this.keys = config.privateKey()
                .map(key -> VAPIDKeyPairs.of(
                        PrivateKeySources.ofPKCS8Bytes(Base64.getDecoder().decode(key)),
                        PublicKeySources.ofUncompressedBytes(Base64.getUrlDecoder()
                                .decode(config.publicKey()
                                        .orElseThrow(() -> new IllegalStateException(
                                                "holdfast.push.private-key goes with a public-key"))))))
                .orElse(null);
    }

    @Override
    public Channel channel() {
        return Channel.PUSH;
    }

    @Override
    public boolean exists() {
        return keys != null;
    }

    @Override
    public Carried carry(Delivery delivery) {
        var device = Objects.requireNonNull(delivery.device(), "a push message is for a device");
        var found = devices.open(device, delivery.message().customer());
        if (found.isEmpty() || devices.service(found.get().endpoint()).isEmpty()) {
            return new Carried.Refused(Death.GONE);
        }
        var subscription = found.get();
        var content = MessageEncryptions.of()
                .encrypt(
                        UserAgentMessageEncryptionKeyInfo.of(subscription.p256dh(), subscription.auth()),
                        PushMessage.ofUTF8(written(delivery)));
        var left = Duration.between(delivery.now(), delivery.worthlessAfter());
        var request = HttpRequest.newBuilder(URI.create(subscription.endpoint()))
                .header("Authorization", identity(subscription.endpoint()))
                .header("Content-Type", "application/octet-stream")
                .header("Content-Encoding", content.contentEncoding())
                .header("TTL", String.valueOf(Math.max(0, (left.compareTo(LONGEST) < 0 ? left : LONGEST).toSeconds())))
                .header("Urgency", delivery.message().urgency() == Urgency.URGENT ? "high" : "normal")
                // One still on its way to a device that sleeps is replaced when it is sent again.
                .header("Topic", delivery.id().toString().replace("-", ""))
                .POST(BodyPublishers.ofByteArray(content.toBytes()));
        var carried = calls.call(request, status -> switch (status) {
            case 200, 201, 202, 204 -> Optional.of(new Carried.Taken());
            case 404, 410 -> Optional.of(new Carried.Refused(Death.GONE));
            case 400, 413 -> Optional.of(new Carried.Refused(Death.UNDELIVERABLE));
            default -> Optional.empty();
        });
        if (carried instanceof Carried.Refused(var death) && death == Death.GONE) {
            devices.gone(device);
        }
        return carried;
    }

    private String identity(String endpoint) {
        return Objects.requireNonNull(keys, "no keys")
                .generateAuthorizationHeaderValue(VAPIDJWTParam.getBuilder()
                        .resourceURLString(endpoint)
                        .expiresAfter(12, TimeUnit.HOURS)
                        .subject(config.subject())
                        .build());
    }

    private String written(Delivery delivery) {
        var letter = delivery.letter();
        return json.createObjectNode()
                .put(
                        "title",
                        (delivery.message().advert() ? Letter.ADVERTISING : "") + SmsText.cut(letter.subject(), 200))
                .put("body", SmsText.cut(letter.brief(), 1_000))
                .put("url", letter.link())
                .put("tag", delivery.id().toString())
                .toString();
    }
}
