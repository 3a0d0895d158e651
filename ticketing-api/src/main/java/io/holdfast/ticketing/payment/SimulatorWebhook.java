package io.holdfast.ticketing.payment;

import static io.holdfast.contracts.problem.ProblemType.MALFORMED_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.WEBHOOK_SIGNATURE_INVALID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.sql.Sql;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/// Hears from the payment gateway simulator. What it says is a reason to ask, never taken at its word.
@Path("/api/webhooks/simulator")
@RunOnVirtualThread
public class SimulatorWebhook {

    private static final Pattern SIGNATURE = Pattern.compile("t=([0-9]{1,12}),v1=([0-9a-f]{64})");
    private static final Duration OLDEST = Duration.ofMinutes(5);

    private static final String SEEN =
            "select 1 as seen from webhook where gateway = 'simulator' and event_id = :event";
    private static final String REMEMBER = """
        insert into webhook (gateway, event_id)
        values ('simulator', :event)
        on conflict do nothing
        """;

    private final Payments payments;
    private final ObjectMapper json;
    private final DataSource database;
    private final Clock clock;
    private final String secret;

    SimulatorWebhook(
            Payments payments,
            ObjectMapper json,
            DataSource database,
            Clock clock,
            @ConfigProperty(name = "holdfast.simulator.webhook-secret") String secret) {
        this.payments = payments;
        this.json = json;
        this.database = database;
        this.clock = clock;
        this.secret = secret;
    }

    @POST
    public void hear(@HeaderParam("Sim-Signature") @Nullable String signature, String body) {
        requireSigned(signature, body);
        var event = read(body);
        var id = event.path("eventId").asText("");
        if (id.isEmpty()
                || Sql.of(SEEN)
                        .with("event", id)
                        .first(database, row -> row.number("seen"))
                        .isPresent()) {
            return;
        }
        payments.byProvider(SimulatorChannel.NAME, event.path("paymentKey").asText(""))
                .ifPresent(payment -> payments.ask(payment.id()));
        Sql.of(REMEMBER).with("event", id).run(database);
    }

    private JsonNode read(String body) {
        try {
            return json.readTree(body);
        } catch (IOException e) {
            throw MALFORMED_REQUEST.plain().asException();
        }
    }

    private void requireSigned(@Nullable String signature, String body) {
        var parts = SIGNATURE.matcher(signature == null ? "" : signature);
        if (!parts.matches()) {
            throw WEBHOOK_SIGNATURE_INVALID.plain().asException();
        }
        var at = Instant.ofEpochSecond(Long.parseLong(parts.group(1)));
        var age = Duration.between(at, clock.instant()).abs();
        var right = hmac(parts.group(1) + "." + body).getBytes(StandardCharsets.US_ASCII);
        var given = parts.group(2).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(right, given) || age.compareTo(OLDEST) > 0) {
            throw WEBHOOK_SIGNATURE_INVALID.plain().asException();
        }
    }

    private String hmac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
