package io.holdfast.ticketing.ranking;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.ticketing.ranking.Counts.Heard;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Hears of confirmed bookings and counts them.
///
/// A record is counted once by its place in the topic, so no inbox is needed. What cannot be read, or cannot be counted
/// because Redis is away, is left out: nobody waits for a ranking, and it is counted anew from the database anyway.
@ApplicationScoped
class IssuedTickets {

    private static final Logger LOG = Logger.getLogger(IssuedTickets.class);
    private static final String TYPE = "ticketing.TicketsIssued.v1";

    private final Ranking ranking;
    private final Counts counts;

    IssuedTickets(Ranking ranking, Counts counts) {
        this.ranking = ranking;
        this.counts = counts;
    }

    @Incoming("ranking")
    @Blocking
    void on(ConsumerRecords<String, byte[]> records) {
        for (var partition : records.partitions()) {
            var heard = records.records(partition).stream()
                    .flatMap(record -> heard(record).stream())
                    .toList();
            if (!heard.isEmpty()) {
                try {
                    counts.add(partition.partition(), heard);
                } catch (RuntimeException away) {
                    LOG.warnf("%d bookings are not in the ranking yet: %s", heard.size(), away.getMessage());
                }
            }
        }
    }

    private Optional<Heard> heard(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        if (type == null || !TYPE.equals(new String(type.value(), StandardCharsets.UTF_8))) {
            return Optional.empty();
        }
        try {
            return EventCodec.read(TYPE, record.value())
                    .map(TicketsIssued.class::cast)
                    .flatMap(issued ->
                            ranking.sold(issued.performance(), issued.tickets().size(), issued.at()))
                    .map(sold -> new Heard(record.offset(), sold));
        } catch (RuntimeException unreadable) {
            LOG.warnf("a booking is not in the ranking: %s", unreadable.getMessage());
            return Optional.empty();
        }
    }
}
