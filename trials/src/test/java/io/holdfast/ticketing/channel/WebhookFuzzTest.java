package io.holdfast.ticketing.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.ticketing.channel.Gateway.Heard;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

class WebhookFuzzTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @FuzzTest(maxDuration = "1m")
    void a_call_names_an_event_or_cannot_be_read(byte[] body) {
        var heard = HeardJson.event(
                JSON,
                new String(body, StandardCharsets.UTF_8),
                "/id",
                "/data/object/metadata/payment",
                "/data/object/client_reference_id",
                "/data/object/id");

        switch (heard) {
            case Heard.Event(var event, var payment) -> {
                assertThat(event).matches("[\\x21-\\x7e]{1,200}");
                payment.ifPresent(name -> assertThat(name).matches("[\\x21-\\x7e]{1,200}"));
            }
            case Heard.Unreadable() -> {
                // The gateway is told so.
            }
            case Heard.Forged() -> throw new AssertionError("nothing was said of a signature");
        }
    }

    @FuzzTest(maxDuration = "1m")
    void nobody_signs_without_the_secret(byte[] signature) {
        assertThat(SignedBody.isRight(
                        new String(signature, StandardCharsets.UTF_8),
                        "{}",
                        "whsec_of_the_gateway",
                        Instant.ofEpochSecond(1_795_000_000)))
                .isFalse();
    }
}
