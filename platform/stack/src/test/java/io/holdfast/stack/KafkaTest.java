package io.holdfast.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stack.process.Directories;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaTest {

    @Test
    void it_has_every_topic_and_remembers_what_was_sent_through_a_restart() throws Exception {
        // Given
        var directory = Directories.temporary("kafka-test");
        var setup = new Kafka.Setup(directory, 0, 0, null);
        try (var first = Kafka.start(setup)) {
            first.topics("");
            send(first, "ticketing.sales", "a seat was sold");
        }

        // When
        try (var second = Kafka.start(setup)) {
            second.topics("");

            // Then
            assertThat(received(second, "ticketing.sales")).isEqualTo("a seat was sold");
            try (var admin = Admin.create(bootstrap(second))) {
                assertThat(admin.listTopics().names().get())
                        .containsExactlyInAnyOrder(
                                "ticketing.sales",
                                "ticketing.sales.dlq",
                                "ticketing.pulse",
                                "ticketing.pulse.dlq",
                                "ticketing.alarms",
                                "ticketing.alarms.dlq",
                                "ticketing.incidents",
                                "ticketing.incidents.dlq",
                                "ticketing.contacts",
                                "ticketing.contacts.dlq",
                                "ticketing.sessions",
                                "ticketing.sessions.dlq",
                                "refund.outcomes",
                                "refund.outcomes.dlq",
                                "waitlist.offers",
                                "waitlist.offers.dlq",
                                "waiting-room.turns",
                                "waiting-room.turns.dlq",
                                "notification.urgent",
                                "notification.urgent.dlq",
                                "notification.bulk",
                                "notification.bulk.dlq");
                var contacts = new ConfigResource(ConfigResource.Type.TOPIC, "ticketing.contacts");
                assertThat(admin.describeConfigs(List.of(contacts))
                                .all()
                                .get()
                                .get(contacts)
                                .get("cleanup.policy")
                                .value())
                        .isEqualTo("compact");
            }
        } finally {
            Directories.remove(directory);
        }
    }

    private static Map<String, Object> bootstrap(Kafka kafka) {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    private static void send(Kafka kafka, String topic, String text) throws Exception {
        try (var producer = new KafkaProducer<>(bootstrap(kafka), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, "key", text)).get();
        }
    }

    private static String received(Kafka kafka, String topic) {
        try (var consumer = new KafkaConsumer<>(bootstrap(kafka), new StringDeserializer(), new StringDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return consumer.poll(Duration.ofSeconds(10)).iterator().next().value();
        }
    }
}
