package io.holdfast.room.guard;

import io.holdfast.contracts.id.SessionId;
import io.holdfast.visitor.EndedElsewhere;
import io.holdfast.visitor.EndedSessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Who was signed out stands here as a browser, and not as the member. Each process hears of it for itself; without
/// Kafka it knows those it has heard of.
@ApplicationScoped
class EndedSignIns implements EndedSessions {

    private final EndedElsewhere ended = new EndedElsewhere(Clock.systemUTC());

    @Override
    public boolean isOver(SessionId session) {
        return ended.isOver(session);
    }

    @Incoming("ended-sessions")
    void on(ConsumerRecord<String, byte[]> message) {
        var type = message.headers().lastHeader("ce_type");
        if (type != null) {
            ended.hear(new String(type.value(), StandardCharsets.UTF_8), message.value());
        }
    }
}
