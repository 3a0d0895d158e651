package io.holdfast.waitlist;

import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "postgres", value = "true"), @ResourceArg(name = "kafka", value = "true")})
@WithTestResource(MailResource.class)
class EndedSignInsTest {

    private final CustomerId ann = CustomerId.next();
    private final SessionId phone = new SessionId(UUID.randomUUID());
    private final SessionId desk = new SessionId(UUID.randomUUID());

    @Inject
    House house;

    @Test
    void who_was_signed_out_is_a_stranger_though_the_cookie_lasts() {
        // Given
        house.joins(ann, house.performance());
        house.browser(ann, phone).get("/api/waitlist").then().statusCode(200);
        house.browser(ann, phone).get("/api/notifications").then().statusCode(200);
        house.facts().tellNonsense(SessionEvent.TOPIC, desk.toString());

        // When
        house.facts().tell(new SessionEnded(phone, Instant.now().plusSeconds(960), Instant.now()));

        // Then
        await().untilAsserted(() ->
                house.browser(ann, phone).get("/api/waitlist").then().statusCode(401));
        house.browser(ann, phone).get("/api/notifications").then().statusCode(401);
        house.browser(ann, desk).get("/api/waitlist").then().statusCode(200);
    }
}
