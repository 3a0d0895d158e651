package io.holdfast.messaging;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.EventCodec;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/// Where a fact is written down in the transaction that made it.
@ApplicationScoped
public class Outbox {

    private static final String APPEND = """
        insert into outbox (topic, key, type, payload, traceparent)
        values (?, ?, ?, ?, ?)
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
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            throw new IllegalStateException("an event is told in the transaction that made it");
        }
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(APPEND)) {
            for (var event : events) {
                statement.setString(1, event.topic());
                statement.setString(2, event.key());
                statement.setString(3, EventCodec.typeOf(event));
                statement.setString(4, EventCodec.write(event));
                statement.setString(5, traceparent());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("an event could not be written down", e);
        }
        transaction.registerInterposedSynchronization(new WakeRelay());
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
