package io.holdfast.stack.test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Everything that was ever told on a topic, each message twice and all in another order. Whoever hears it after
/// having heard it once must end where he stood.
///
/// ```java
/// var before = everythingThisServiceKnows();
/// new Replay(facts, "ticketing.sales", seed).into(message -> inbox.receive("refund", message, listener::act));
/// assertThat(everythingThisServiceKnows()).isEqualTo(before);
/// ```
///
/// [#again] tells it on the topic itself instead, for a listener that is reached by Kafka alone.
public final class Replay {

    private final Facts facts;
    private final List<ConsumerRecord<String, byte[]>> messages;

    /// @param topic without the prefix
    /// @param seed the same seed is the same order; worth printing when a test fails
    public Replay(Facts facts, String topic, long seed) {
        this.facts = facts;
        var once = facts.everythingOn(topic);
        var twice = new ArrayList<>(once);
        twice.addAll(once);
        Collections.shuffle(twice, new Random(seed));
        this.messages = List.copyOf(twice);
    }

    /// How many are told.
    public int size() {
        return messages.size();
    }

    /// Hands them to the listener, one after the other.
    public void into(Consumer<ConsumerRecord<String, byte[]>> listener) {
        messages.forEach(listener);
    }

    /// Tells them on the topic again.
    public void again() {
        messages.forEach(facts::repeat);
    }
}
