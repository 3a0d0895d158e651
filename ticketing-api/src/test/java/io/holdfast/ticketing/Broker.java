package io.holdfast.ticketing;

import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Hears what the service tells, and speaks for the other services.
@ApplicationScoped
public class Broker {

    private final String prefix;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Event> heard = new CopyOnWriteArrayList<>();

    Broker(
            @ConfigProperty(name = "kafka.bootstrap.servers") String servers,
            @ConfigProperty(name = "holdfast.topics.prefix") String prefix) {
        this.prefix = prefix;
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer());
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "group.id", prefix + "test", "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(prefix + SalesEvent.TOPIC));
    }

    @PreDestroy
    void close() {
        producer.close();
        consumer.close();
    }

    public void tell(Event event) {
        var message = new ProducerRecord<>(
                prefix + event.topic(), event.key(), EventCodec.write(event).getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_id", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_type", EventCodec.typeOf(event).getBytes(StandardCharsets.UTF_8));
        producer.send(message);
        producer.flush();
    }

    public synchronized <E extends SalesEvent> E awaitSales(Class<E> type, Predicate<E> which) {
        var found = new AtomicReference<E>();
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            consumer.poll(Duration.ofMillis(100)).forEach(message -> EventCodec.read(
                            new String(message.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8),
                            message.value())
                    .ifPresent(heard::add));
            heard.stream()
                    .filter(type::isInstance)
                    .map(type::cast)
                    .filter(which)
                    .reduce((_, last) -> last)
                    .ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }
}
