package io.holdfast.notification;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.notification.NotificationState.Death;
import io.holdfast.notification.SmsConfig.Provider;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/// Hands text messages to NAVER Cloud Platform's SENS (SMS API v2), or to a webhook of the house's own.
///
/// Neither takes a name for a message that it would take once only: when an answer is lost the text may come twice. The
/// webhook is told the message's id, so that it can do better.
@ApplicationScoped
class SmsCarrier implements Carrier {

    private final SmsConfig config;
    private final ProviderCalls calls;
    private final ObjectMapper json;

    SmsCarrier(SmsConfig config, ProviderCalls calls, ObjectMapper json) {
        this.config = config;
        this.calls = calls;
        this.json = json;
        switch (config.provider()) {
            case NONE -> {
                // Nothing is needed.
            }
            case SENS -> {
                needed(config.from(), "from");
                needed(config.sens().serviceId(), "sens.service-id");
                needed(config.sens().accessKey(), "sens.access-key");
                needed(config.sens().secretKey(), "sens.secret-key");
            }
            case WEBHOOK -> {
                needed(config.webhook().url(), "webhook.url");
                if (needed(config.webhook().secret(), "webhook.secret").length() < 32) {
                    throw new IllegalStateException("holdfast.sms.webhook.secret has 32 characters at least");
                }
            }
        }
    }

    /// What metrics and rates call the provider.
    static String nameOf(Provider provider) {
        return switch (provider) {
            case NONE -> "none";
            case SENS -> "sens";
            case WEBHOOK -> "sms-webhook";
        };
    }

    private static <T> T needed(Optional<T> setting, String name) {
        return setting.orElseThrow(() -> new IllegalStateException("holdfast.sms." + name + " is needed"));
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }

    @Override
    public boolean exists() {
        return config.provider() != Provider.NONE;
    }

    @Override
    public Carried carry(Delivery delivery) {
        var phone = PhoneNumber.of(delivery.contact().phone());
        if (phone.isEmpty()) {
            return new Carried.Refused(Death.NO_ADDRESS);
        }
        var advert = delivery.message().advert();
        var text = delivery.letter().sms(advert, config.freeRefusal());
        return switch (config.provider()) {
            case NONE -> throw new IllegalStateException("nobody carries text messages");
            case SENS -> bySens(phone.get(), text, advert);
            case WEBHOOK -> byWebhook(delivery, text, advert);
        };
    }

    /// https://api.ncloud-docs.com/docs/en/ai-application-service-sens-smsv2; the signature as in
    /// https://api.ncloud-docs.com/docs/en/common-ncpapi.
    private Carried bySens(PhoneNumber phone, SmsText text, boolean advert) {
        var sens = config.sens();
        var path = "/sms/v2/services/" + needed(sens.serviceId(), "sens.service-id") + "/messages";
        var timestamp = String.valueOf(Instant.now().toEpochMilli());
        var accessKey = needed(sens.accessKey(), "sens.access-key");
        var signature = Base64.getEncoder()
                .encodeToString(new Hmac(needed(sens.secretKey(), "sens.secret-key"))
                        .of("POST %s\n%s\n%s".formatted(path, timestamp, accessKey)));
        var body = json.createObjectNode()
                .put("type", text.type())
                .put("contentType", advert ? "AD" : "COMM")
                .put("countryCode", phone.country())
                .put("from", needed(config.from(), "from"))
                .put("content", text.content());
        if (!text.subject().isEmpty()) {
            body.put("subject", text.subject());
        }
        body.putArray("messages").addObject().put("to", phone.national());
        var request = HttpRequest.newBuilder(URI.create(sens.url().toString().replaceAll("/+$", "") + path))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("x-ncp-apigw-timestamp", timestamp)
                .header("x-ncp-iam-access-key", accessKey)
                .header("x-ncp-apigw-signature-v2", signature)
                .POST(BodyPublishers.ofString(body.toString()));
        return calls.call(request, status -> switch (status) {
            case 202 -> Optional.of(new Carried.Taken());
            // This message cannot be sent. 401, 403 and 404 are about us.
            case 400 -> Optional.of(new Carried.Refused(Death.UNDELIVERABLE));
            default -> Optional.empty();
        });
    }

    /// Signed as `v1=` and the HMAC-SHA256, in hexadecimal, of the timestamp, a dot and the body.
    private Carried byWebhook(Delivery delivery, SmsText text, boolean advert) {
        var body = json.createObjectNode()
                .put("id", delivery.id().toString())
                .put("kind", Kind.of(delivery.message()).name().toLowerCase(Locale.ROOT))
                .put("to", delivery.contact().phone())
                .put("text", text.content())
                .put("advertising", advert)
                .toString();
        var timestamp = String.valueOf(Instant.now().getEpochSecond());
        var signature = HexFormat.of()
                .formatHex(new Hmac(needed(config.webhook().secret(), "webhook.secret")).of(timestamp + "." + body));
        var request = HttpRequest.newBuilder(needed(config.webhook().url(), "webhook.url"))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", delivery.id().toString())
                .header("Holdfast-Timestamp", timestamp)
                .header("Holdfast-Signature", "v1=" + signature)
                .POST(BodyPublishers.ofString(body));
        return calls.call(
                request,
                status -> status / 100 == 2
                        ? Optional.of(new Carried.Taken())
                        : status == 400 || status == 422
                                ? Optional.of(new Carried.Refused(Death.UNDELIVERABLE))
                                : Optional.empty());
    }
}
