package io.holdfast.ticketing.checkin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.personal.Seal;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.price.PriceType;
import io.holdfast.ticketing.show.Catalogue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What a gate needs to know to work without a network.
///
/// A bundle is `HFB1`, 12 bytes nonce, the content (JSON, gzip, AES-256-GCM with `HFB1` and the gate's id as associated
/// data), and 64 bytes: the performance's signature of all before. Its key follows from the gate's token,
/// which the phone does not keep: HMAC-SHA256 of `holdfast gate bundle` with it.
@ApplicationScoped
class Bundles {

    private static final byte[] MAGIC = "HFB1".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE = 12;

    /// So long may a gate be behind what another has told; every phone of a stadium asks every few seconds.
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// In the order of states, too.
    private static final String TICKETS = """
        select ticket.id, ticket.issue, ticket.label, ticket.grade, ticket.code,
               ticket.printed_at is not null as printed, orders.booking,
               coalesce(ticket.holder_id, orders.customer_id) as customer_id,
               coalesce(ticket.holder_contact, orders.recipient) as recipient, coalesce(order_line.price_type, 'REGULAR') as price_type
          from ticket
          join orders on orders.id = ticket.order_id
          left join order_line on order_line.order_id = ticket.order_id
                              and order_line.seat_id = coalesce(ticket.bought_seat, ticket.seat_id)
         where ticket.performance_id = :performance
         order by ticket.id
        """;

    private static final String STATES = """
        select coalesce(string_agg(case when state <> 'VALID' then 'C' when entered_at is null then 'V' else 'E' end, ''
                                   order by id), '') as states,
               coalesce(json_agg(json_build_array(id, issue) order by id) filter (where issue > 1), '[]') as issues,
               md5(coalesce(string_agg(cast(id as text) || ' ' || held_from_issue || ' '
                                           || case when printed_at is null then '' else md5(code) end,
                                       ',' order by id), '')) as edition
          from ticket
         where performance_id = :performance
        """;

    /// @param performance with the time and zone of the venue
    /// @param key the performance's public key
    /// @param edition changes when there are other tickets than these, or other people have them, or they are
    ///     printed
    @RegisterForReflection
    record Content(
            PerformanceId performance,
            String title,
            String venue,
            Instant startsAt,
            String timeZone,
            String gate,
            String key,
            long stepSeconds,
            int tolerance,
            String edition,
            List<Entitled> tickets) {}

    /// @param printed the SHA-256 of the printed code, hexadecimal; empty as long as it is not printed
    /// @param priceType who has to show a proof
    @RegisterForReflection
    record Entitled(
            TicketId id,
            int issue,
            String seat,
            String grade,
            PriceType priceType,
            String booking,
            String holder,
            String printed) {}

    /// @param states a letter for each ticket of the bundle's edition, in its order: `V` valid, `E` entered, `C` given
    ///     back
    /// @param issues `[[ticket, issue], …]` of those that are not the first
    record States(String edition, String states, String issues) {

        String tag() {
            return Bytes.sha256(edition + states + issues).substring(0, 32);
        }
    }

    private record Kept(States states, long at) {}

    private final DataSource database;
    private final Catalogue catalogue;
    private final CheckInKeys keys;
    private final Seal seal;
    private final ObjectMapper json;
    private final SecureRandom random = new SecureRandom();
    private final Map<PerformanceId, Kept> kept = new ConcurrentHashMap<>();

    Bundles(
            DataSource database,
            Catalogue catalogue,
            CheckInKeys keys,
            @ConfigProperty(name = "holdfast.contacts.key") String key,
            ObjectMapper json) {
        this.database = database;
        this.catalogue = catalogue;
        this.keys = keys;
        this.seal = new Seal(key);
        this.json = json;
    }

    byte[] bundle(Gate gate, String token) {
        var content = content(gate);
        try {
            var nonce = new byte[NONCE];
            random.nextBytes(nonce);
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key(token), "AES"), new GCMParameterSpec(128, nonce));
            cipher.updateAAD(MAGIC);
            cipher.updateAAD(gate.id().toString().getBytes(StandardCharsets.US_ASCII));
            var closed = cipher.doFinal(zipped(json.writeValueAsBytes(content)));
            var signed = ByteBuffer.allocate(MAGIC.length + NONCE + closed.length)
                    .put(MAGIC)
                    .put(nonce)
                    .put(closed)
                    .array();
            return ByteBuffer.allocate(signed.length + P256.BYTES)
                    .put(signed)
                    .put(keys.of(gate.performance()).sign(signed))
                    .array();
        } catch (GeneralSecurityException | JsonProcessingException e) {
            throw new IllegalStateException("a bundle could not be made", e);
        }
    }

    private static byte[] key(String token) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Bytes.read(token), "HmacSHA256"));
        return mac.doFinal("holdfast gate bundle".getBytes(StandardCharsets.US_ASCII));
    }

    private Content content(Gate gate) {
        var performance = catalogue.performance(gate.performance());
        var edition = read(gate.performance()).edition();
        var tickets = Sql.of(TICKETS)
                .with("performance", gate.performance())
                .list(
                        database,
                        row -> new Entitled(
                                new TicketId(row.uuid("id")),
                                row.number("issue"),
                                row.text("label"),
                                row.text("grade"),
                                PriceType.valueOf(row.text("price_type")),
                                row.text("booking"),
                                holder(new CustomerId(row.uuid("customer_id")), row.text("recipient")),
                                row.flag("printed") ? Bytes.sha256(row.text("code")) : ""));
        return new Content(
                performance.id(),
                performance.title(),
                performance.venue(),
                performance.startsAt(),
                performance.timeZone().getId(),
                gate.name(),
                Bytes.text(keys.of(performance.id()).publicKey()),
                TicketCode.STEP.toSeconds(),
                TicketCode.TOLERANCE,
                edition,
                tickets);
    }

    /// A ticket lets in also when nobody can say any more whose name goes with it.
    private String holder(CustomerId customer, String recipient) {
        try {
            return seal.open(customer, recipient).name();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    /// At most a second old.
    States states(PerformanceId performance) {
        var now = System.nanoTime();
        return Optional.ofNullable(kept.get(performance))
                .filter(known -> now - known.at() < FRESH.toNanos())
                .map(Kept::states)
                .orElseGet(() -> {
                    kept.values().removeIf(known -> now - known.at() >= FRESH.toNanos());
                    var fresh = read(performance);
                    kept.put(performance, new Kept(fresh, now));
                    return fresh;
                });
    }

    private States read(PerformanceId performance) {
        return Sql.of(STATES)
                .with("performance", performance)
                .one(database, row -> new States(row.text("edition"), row.text("states"), row.text("issues")));
    }

    private static byte[] zipped(byte[] bytes) {
        var zipped = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
