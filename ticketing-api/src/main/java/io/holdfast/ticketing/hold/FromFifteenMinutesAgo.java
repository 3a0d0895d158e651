package io.holdfast.ticketing.hold;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Begins the topic fifteen minutes ago: what was said earlier is about passes that have run out.
@ApplicationScoped
@Identifier("from-fifteen-minutes-ago")
class FromFifteenMinutesAgo implements KafkaConsumerRebalanceListener {

    /// A pass lasts ten; the rest is for clocks that differ.
    private static final Duration AGO = Duration.ofMinutes(15);

    private final Clock clock;

    FromFifteenMinutesAgo(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        // Where nothing was said since, what is said from now on counts, also while we ask.
        var ends = consumer.endOffsets(partitions);
        var since = clock.instant().minus(AGO).toEpochMilli();
        consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(one -> one, _ -> since)))
                .forEach((partition, found) ->
                        consumer.seek(partition, found == null ? ends.getOrDefault(partition, 0L) : found.offset()));
    }
}
