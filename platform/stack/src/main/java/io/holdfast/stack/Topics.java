package io.holdfast.stack;

import io.holdfast.contracts.event.AlarmEvent;
import io.holdfast.contracts.event.ContactEvent;
import io.holdfast.contracts.event.IncidentEvent;
import io.holdfast.contracts.event.NotificationEvent;
import io.holdfast.contracts.event.PulseEvent;
import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.event.WaitlistEvent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/// The topics of Holdfast, each with the place its unreadable messages go to.
final class Topics {

    private static final int PARTITIONS = 3;
    private static final short REPLICAS = 1;

    private Topics() {}

    static List<NewTopic> withPrefix(String prefix) {
        return Stream.of(
                        SalesEvent.TOPIC,
                        PulseEvent.TOPIC,
                        AlarmEvent.TOPIC,
                        IncidentEvent.TOPIC,
                        ContactEvent.TOPIC,
                        SessionEvent.TOPIC,
                        RefundEvent.TOPIC,
                        WaitlistEvent.TOPIC,
                        TurnEvent.TOPIC,
                        NotificationEvent.URGENT,
                        NotificationEvent.BULK)
                .flatMap(name -> Stream.of(topic(prefix, name), new NewTopic(prefix + name + ".dlq", 1, REPLICAS)))
                .toList();
    }

    private static NewTopic topic(String prefix, String name) {
        var topic = new NewTopic(prefix + name, PARTITIONS, REPLICAS);
        return switch (name) {
            // The last word on each customer, or incident, is all a reader needs.
            case ContactEvent.TOPIC, IncidentEvent.TOPIC ->
                topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
            // Sales are announced, and doors are set, weeks before they open; a new reader begins at the beginning.
            case SalesEvent.TOPIC, TurnEvent.TOPIC -> topic.configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "-1"));
            // A pulse is out of date within seconds.
            case PulseEvent.TOPIC -> topic.configs(Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000"));
            // No cookie speaks of an ended session for longer than a quarter of an hour, and who starts reads it all.
            case SessionEvent.TOPIC ->
                topic.configs(
                        Map.of(TopicConfig.RETENTION_MS_CONFIG, "3600000", TopicConfig.SEGMENT_MS_CONFIG, "3600000"));
            default -> topic;
        };
    }
}
