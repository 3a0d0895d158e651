package io.holdfast.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.notification.Message.BookingConfirmed;
import io.holdfast.notification.Message.OfPerformance;
import io.holdfast.notification.Message.OfferMade;
import io.holdfast.notification.Message.RefundDone;
import io.holdfast.notification.Message.SeatChangeAsked;
import io.holdfast.notification.Message.SeatChangeDone;
import io.holdfast.notification.Message.TurnCame;
import io.holdfast.notification.Message.TurnNear;
import io.holdfast.notification.NotificationState.Dead;
import io.holdfast.notification.NotificationState.Due;
import io.holdfast.notification.NotificationState.Sending;
import io.holdfast.notification.NotificationState.Sent;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.sql.Together;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/// What is to be told, and what became of it.
@ApplicationScoped
public class Messages {

    private static final String ADD = """
        insert into notification (id, message, channel, kind, customer_id, performance_id, facts, worthless_after,
                                  next_attempt_at)
        select uuidv7(), message, 'EMAIL', kind, customer, performance, facts,
               coalesce(worthless_after, now() + :worthTelling * interval '1 millisecond'), now()
          from jsonb_to_recordset(cast(:messages as jsonb))
               as sent (message text, kind text, customer uuid, performance uuid, facts jsonb,
                        worthless_after timestamptz)
        on conflict on constraint once_per_message_and_channel do nothing
        """;

    private static final String LEASE = """
        with due as (
            select id
              from notification
             where state in ('DUE', 'SENDING')
               and next_attempt_at <= now()
             order by next_attempt_at
             limit :most
               for update skip locked)
        update notification
           set state = 'SENDING', leases = leases + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
          from due
         where notification.id = due.id
        returning notification.id, kind, facts, created_at, worthless_after, leases, failures
        """;

    /// Only from the very lease it was sent under.
    private static final String MOVE = """
        update notification
           set state = :state, failures = coalesce(:failures, failures), next_attempt_at = :due, sent_at = :sentAt,
               death = :death, dead_at = :deadAt
         where id = :id
           and state = 'SENDING'
           and leases = :lease
        """;

    private static final String LOOK_AGAIN_FOR_CUSTOMER = """
        update notification
           set next_attempt_at = now()
         where customer_id = :customer
           and state = 'DUE'
           and failures = 0
        """;

    private static final String NOW = "select clock_timestamp() as now";

    private final DataSource database;
    private final ObjectMapper json;
    private final NotificationConfig config;
    private final NotificationMetrics metrics;
    private final Semaphore work = new Semaphore(0);

    Messages(DataSource database, ObjectMapper json, NotificationConfig config, NotificationMetrics metrics) {
        this.database = database;
        this.json = json;
        this.config = config;
        this.metrics = metrics;
    }

    /// A message under way.
    record Leased(UUID id, Message message, Instant createdAt, Instant worthlessAfter, Sending state) {}

    /// Writes the message down in the transaction that is running, on every channel there is. Sent again, it is the
    /// same message.
    public void send(Message message) {
        var together = new Together();
        send(together, List.of(message));
        together.send(database);
    }

    /// The same for many, with whatever else is sent: one statement, however many.
    public void send(Together together, List<? extends Message> messages) {
        together.run(Sql.of(ADD)
                .with("messages", written(messages))
                .with("worthTelling", config.worthTelling().toMillis()));
    }

    /// There may be something to send.
    public void wake() {
        work.release();
    }

    /// Returns when there may be something to send, at the latest after a while.
    void awaitWork() throws InterruptedException {
        if (work.tryAcquire(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
            work.drainPermits();
        }
    }

    List<Leased> lease(int most) {
        return QuarkusTransaction.requiringNew().call(() -> Sql.of(LEASE)
                .with("most", most)
                .with("lease", config.lease().toMillis())
                .list(database, this::leased));
    }

    void move(Leased leased, NotificationState reached) {
        var statement = Sql.of(MOVE)
                .with("id", leased.id())
                .with("lease", leased.state().lease())
                .with("failures", null)
                .with("due", null)
                .with("sentAt", null)
                .with("death", null)
                .with("deadAt", null);
        switch (reached) {
            case Due due ->
                statement.with("state", "DUE").with("failures", due.failures()).with("due", due.at());
            case Sending _ -> throw new IllegalArgumentException("leasing is done for many at once");
            case Sent sent -> statement.with("state", "SENT").with("sentAt", sent.at());
            case Dead dead ->
                statement.with("state", "DEAD").with("death", dead.death()).with("deadAt", dead.at());
        }
        var moved = QuarkusTransaction.requiringNew().call(() -> statement.run(database) == 1);
        if (moved) {
            metrics.reached(kindOf(leased.message()), reached);
        }
    }

    /// A message may have waited for this customer's contact.
    void lookAgainFor(CustomerId customer) {
        Sql.of(LOOK_AGAIN_FOR_CUSTOMER).with("customer", customer).run(database);
    }

    Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }

    private Leased leased(Row row) throws SQLException {
        return new Leased(
                row.uuid("id"),
                read(row.text("kind"), row.text("facts")),
                row.moment("created_at"),
                row.moment("worthless_after"),
                new Sending(row.number("leases"), row.number("failures")));
    }

    private static String kindOf(Message message) {
        return switch (message) {
            case BookingConfirmed _ -> "BOOKING_CONFIRMED";
            case RefundDone _ -> "REFUND_DONE";
            case OfferMade _ -> "OFFER_MADE";
            case SeatChangeAsked _ -> "SEAT_CHANGE_ASKED";
            case SeatChangeDone _ -> "SEAT_CHANGE_DONE";
            case TurnNear _ -> "TURN_NEAR";
            case TurnCame _ -> "TURN_CAME";
        };
    }

    private Message read(String kind, String facts) {
        var type =
                switch (kind) {
                    case "BOOKING_CONFIRMED" -> BookingConfirmed.class;
                    case "REFUND_DONE" -> RefundDone.class;
                    case "OFFER_MADE" -> OfferMade.class;
                    case "SEAT_CHANGE_ASKED" -> SeatChangeAsked.class;
                    case "SEAT_CHANGE_DONE" -> SeatChangeDone.class;
                    case "TURN_NEAR" -> TurnNear.class;
                    case "TURN_CAME" -> TurnCame.class;
                    default -> throw new IllegalStateException("nobody knows how to tell " + kind);
                };
        try {
            return json.readValue(facts, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message cannot be read", e);
        }
    }

    private String written(List<? extends Message> messages) {
        var rows = json.createArrayNode();
        for (var message : messages) {
            var row = rows.addObject()
                    .put("message", message.name())
                    .put("kind", kindOf(message))
                    .put("customer", message.customer().toString());
            row.set("facts", json.valueToTree(message));
            if (message instanceof OfPerformance about) {
                row.put("performance", about.performance().toString());
            }
            message.worthlessAfter().ifPresent(end -> row.put("worthless_after", end.toString()));
        }
        return rows.toString();
    }
}
