package io.holdfast.messaging;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Where a fact is written down in the transaction that made it.
@ApplicationScoped
public class Outbox {

    /// Up to as many are written one by one, as most steps tell one or two things.
    private static final int FEW = 2;

    private static final String APPEND = """
        insert into outbox (topic, key, type, payload, traceparent)
        values (:topic, :key, :type, :payload, :traceparent)
        """;

    /// Numbered in the order they are given.
    private static final String APPEND_MANY = """
        insert into outbox (topic, key, type, payload, traceparent)
        select topic, key, type, payload, :traceparent
          from unnest(cast(:topics as text[]), cast(:keys as text[]), cast(:types as text[]), cast(:payloads as text[]))
               with ordinality as event (topic, key, type, payload, number)
         order by number
        """;

    private final DataSource database;
    private final TransactionSynchronizationRegistry transaction;
    private final OutboxRelay relay;

    Outbox(DataSource database, TransactionSynchronizationRegistry transaction, OutboxRelay relay) {
        this.database = database;
        this.transaction = transaction;
        this.relay = relay;
    }

    /// Tells the events, in this order, if and only if the running transaction commits.
    ///
    /// @throws IllegalStateException if there is no transaction
    public void append(Event... events) {
        var together = new Together();
        append(together, events);
        together.send(database);
    }

    /// The same with whatever else is sent.
    public void append(Together together, Event... events) {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("an event is told in the transaction that made it");
        }
        if (events.length <= FEW) {
            for (var event : events) {
                together.run(one(event));
            }
        } else {
            together.run(many(List.of(events)));
        }
        transaction.registerInterposedSynchronization(new WakeRelay());
    }

    private static Sql one(Event event) {
        return Sql.of(APPEND)
                .with("topic", event.topic())
                .with("key", event.key())
                .with("type", EventCodec.typeOf(event))
                .with("payload", EventCodec.write(event))
                .with("traceparent", traceparent());
    }

    private static Sql many(List<Event> events) {
        return Sql.of(APPEND_MANY)
                .with("topics", events.stream().map(Event::topic).toList())
                .with("keys", events.stream().map(Event::key).toList())
                .with("types", events.stream().map(EventCodec::typeOf).toList())
                .with("payloads", events.stream().map(EventCodec::write).toList())
                .with("traceparent", traceparent());
    }

    private static String traceparent() {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), carrier, Map::put);
        return carrier.getOrDefault("traceparent", "");
    }

    private final class WakeRelay implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                relay.wake();
            }
        }
    }
}
