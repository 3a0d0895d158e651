package io.holdfast.room;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/// What ticketing-api would tell, told for real.
public final class SalesTopic {

    private SalesTopic() {}

    /// How visitors are let in unless a test wants it otherwise.
    public static final AdmissionSettings GENTLE =
            new AdmissionSettings(100, 100, 1000, Duration.ofSeconds(60), Duration.ofMinutes(10));

    /// A sale of Olga's whose lobby opens and which opens so long from now; known here when this returns.
    public static SaleId scheduled(Duration lobbyIn, Duration opensIn, Duration closesIn, AdmissionSettings admission) {
        var sale = SaleId.next();
        schedule(sale, lobbyIn, opensIn, closesIn, admission);
        await().until(() -> get("/api/sales/" + sale + "/serving").statusCode() == 200);
        return sale;
    }

    public static void schedule(
            SaleId sale, Duration lobbyIn, Duration opensIn, Duration closesIn, AdmissionSettings admission) {
        var now = Instant.now();
        tell(new SaleScheduled(
                sale,
                "Hamlet",
                List.of(PerformanceId.next()),
                now.plus(lobbyIn),
                now.plus(opensIn),
                now.plus(closesIn),
                admission,
                null,
                null,
                OrganiserMark.of("olga"),
                null));
    }

    /// The staff has switched the waiting room off.
    public static void withoutQueue(SaleId sale) {
        var now = Instant.now();
        tell(new SaleScheduled(
                sale,
                "Hamlet",
                List.of(),
                now.minusSeconds(60),
                now.minusSeconds(60),
                now.plusSeconds(3600),
                GENTLE,
                false,
                null,
                null,
                null));
    }

    public static SaleId open() {
        return open(GENTLE);
    }

    public static SaleId open(AdmissionSettings admission) {
        return scheduled(Duration.ofMinutes(-10), Duration.ofMinutes(-1), Duration.ofHours(1), admission);
    }

    public static SaleId lobby() {
        return scheduled(Duration.ofMinutes(-1), Duration.ofMinutes(10), Duration.ofHours(1), GENTLE);
    }

    public static void bought(SaleId sale, String session) {
        var seat = new IssuedTicket(TicketId.next(), SeatId.fromString("A-1"), "1F A 1", "VIP", Money.won(160_000));
        tell(new TicketsIssued(
                PerformanceId.next(),
                OrderId.next(),
                "HF-1",
                CustomerId.next(),
                List.of(seat),
                Money.won(160_000),
                new FromQueue(sale, session),
                Instant.now()));
    }

    public static void tell(Event event) {
        send(event.topic(), event.key(), EventCodec.typeOf(event), EventCodec.write(event));
    }

    public static void send(String key, @Nullable String type, String content) {
        send(SalesEvent.TOPIC, key, type, content);
    }

    /// What nobody can read, said as if a sign-in was over.
    public static void sendSession(String key, String content) {
        send(SessionEvent.TOPIC, key, "ticketing.SessionEnded.v1", content);
    }

    private static void send(String topic, String key, @Nullable String type, String content) {
        var record = new ProducerRecord<>(
                config("holdfast.topics.prefix") + topic, key, content.getBytes(StandardCharsets.UTF_8));
        if (type != null) {
            record.headers().add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        }
        record.headers().add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", config("kafka.bootstrap.servers")),
                new StringSerializer(),
                new ByteArraySerializer())) {
            producer.send(record).get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public static String config(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
