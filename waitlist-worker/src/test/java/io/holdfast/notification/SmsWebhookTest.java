package io.holdfast.notification;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.money.Money;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.notification.Carrier.Carried;
import io.holdfast.notification.Carrier.Delivery;
import io.holdfast.notification.NotificationState.Death;
import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.LocalServer;
import io.holdfast.simulators.http.Request;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A house's own carrier of text messages, over real HTTP.
class SmsWebhookTest {

    private static final String SECRET = "a secret of thirty-two characters";

    private final List<Request> asked = new CopyOnWriteArrayList<>();
    private volatile Answer answer = status(204, Map.of());
    private LocalServer house;

    @BeforeEach
    void open() {
        house = LocalServer.on(0, request -> {
            asked.add(request);
            return answer;
        });
        house.start();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void the_house_can_tell_by_the_signature_who_sends_and_that_nothing_was_changed() throws Exception {
        var carried = carry(delivery());

        assertThat(carried).isInstanceOf(Carried.Taken.class);
        var request = asked.getFirst();
        var timestamp = request.header("Holdfast-Timestamp").orElseThrow();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(UTF_8), "HmacSHA256"));
        var expected = HexFormat.of().formatHex(mac.doFinal((timestamp + "." + request.body()).getBytes(UTF_8)));
        assertThat(request.header("Holdfast-Signature")).hasValue("v1=" + expected);
        assertThat(Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now()))
                .isBetween(Duration.ZERO, Duration.ofMinutes(1));
        assertThat(request.body()).contains("01012345678", "booking_confirmed", "예매 완료");
    }

    @Test
    void a_text_tried_again_bears_the_same_key() {
        // Given
        var delivery = delivery();
        answer = status(500, Map.of());
        carry(delivery);
        answer = status(200, Map.of());

        // When
        carry(delivery);

        // Then
        assertThat(asked)
                .extracting(request -> request.header("Idempotency-Key"))
                .containsExactly(
                        Optional.of(delivery.id().toString()),
                        Optional.of(delivery.id().toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 422})
    void what_the_house_refuses_is_not_tried_again(int status) {
        answer = status(status, Map.of());

        assertThat(carry(delivery())).isEqualTo(new Carried.Refused(Death.UNDELIVERABLE));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 401, 404, 418, 500, 502, 503})
    void any_answer_we_do_not_know_is_a_failure_to_be_tried_again(int status) {
        answer = status(status, Map.of("Location", "http://127.0.0.1:1/"));

        assertThat(carry(delivery())).isEqualTo(new Carried.Failed("HTTP " + status));
    }

    @Test
    void a_house_that_wants_to_be_left_alone_is() {
        answer = status(429, Map.of("Retry-After", "7"));

        assertThat(carry(delivery())).isEqualTo(new Carried.Throttled(Optional.of(Duration.ofSeconds(7))));
    }

    @Test
    void a_house_that_does_not_answer_in_time_has_failed() {
        answer = new Answer.HungUp(Duration.ofSeconds(5));

        assertThat(carry(delivery())).isEqualTo(new Carried.Failed("java.net.http.HttpTimeoutException"));
    }

    @Test
    void a_house_whose_answer_never_ends_has_failed() throws Exception {
        try (var endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Given
            var answering = new CompletableFuture<Socket>();
            Thread.startVirtualThread(() -> answering.complete(beginToAnswer(endless)));

            // When
            var carried = carrier(URI.create("http://127.0.0.1:" + endless.getLocalPort()))
                    .carry(delivery());

            // Then
            assertThat(carried).isEqualTo(new Carried.Failed("java.util.concurrent.TimeoutException"));
            answering.join().close();
        }
    }

    /// The line to the caller, still open: one that nobody holds is closed by the garbage collector.
    private static Socket beginToAnswer(ServerSocket endless) {
        try {
            var caller = endless.accept();
            caller.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{".getBytes(UTF_8));
            caller.getOutputStream().flush();
            return caller;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void a_house_that_hangs_up_has_failed() {
        answer = new Answer.HungUp(Duration.ZERO);

        assertThat(carry(delivery())).isInstanceOf(Carried.Failed.class);
    }

    @Test
    void a_house_where_nobody_listens_has_failed() {
        // Given
        var nobody = house.url();
        house.close();

        // When
        var carried = carrier(nobody).carry(delivery());

        // Then
        assertThat(carried).isInstanceOf(Carried.Failed.class);
    }

    @Test
    void nothing_is_sent_to_somebody_without_a_number() {
        assertThat(carry(delivery("", UUID.randomUUID()))).isEqualTo(new Carried.Refused(Death.NO_ADDRESS));
        assertThat(asked).isEmpty();
    }

    private Carried carry(Delivery delivery) {
        return carrier(house.url()).carry(delivery);
    }

    private static SmsCarrier carrier(URI url) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(SmsConfig.class)
                .withMapping(NotificationConfig.class)
                .withValidateUnknown(false)
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "holdfast.sms.provider",
                                "WEBHOOK",
                                "holdfast.sms.webhook.url",
                                url.toString(),
                                "holdfast.sms.webhook.secret",
                                SECRET,
                                "holdfast.notification.stop-key",
                                SECRET,
                                "holdfast.notification.patience",
                                "PT1S"),
                        "test",
                        900))
                .build();
        return new SmsCarrier(
                config.getConfigMapping(SmsConfig.class),
                new ProviderCalls(config.getConfigMapping(NotificationConfig.class)),
                new ObjectMapper());
    }

    private static Delivery delivery() {
        return delivery("01012345678", UUID.randomUUID());
    }

    private static Delivery delivery(String phone, UUID id) {
        var customer = CustomerId.next();
        return new Delivery(
                id,
                new Message.BookingConfirmed(
                        OrderId.next(), customer, PerformanceId.next(), "H-7", List.of("1F A 1"), Money.won(140_000)),
                new Contact("Ann", phone, "ann@example.org", "ko"),
                false,
                new Letter(Wording.KO, "예매", "예매 완료", "예매 완료 H-7", "https://t.example", false, Optional.empty()),
                null,
                Instant.MAX,
                Instant.now());
    }

    private static Answer status(int status, Map<String, String> headers) {
        return new Answer.Sent(status, "application/json", headers, "");
    }
}
