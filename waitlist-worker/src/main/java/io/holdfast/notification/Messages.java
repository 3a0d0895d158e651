package io.holdfast.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.notification.Message.OfPerformance;
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
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/// What is to be told, and what became of it.
@ApplicationScoped
public class Messages {

    /// One statement, however many messages: who has heard of one before, by whatever way, does not hear of
    /// it again; the others do by the ways they have chosen, as far as the house has them. What is urgent
    /// and would reach nobody goes by mail. A few go ways of their own, whatever has been chosen.
    private static final String ADD = """
        with sent as (
            select distinct on (message) *
              from jsonb_to_recordset(cast(:messages as jsonb))
                   as sent (message text, kind text, urgency text, concern text, customer uuid, performance uuid,
                            facts jsonb, worthless_after timestamptz, ways text)
             order by message),
        fresh as (
            insert into message (name)
            select message
              from sent
             order by message
            on conflict do nothing
            returning name),
        wanted as (
            select sent.*, way.channel
              from sent
              join fresh on fresh.name = sent.message
              left join preference on preference.customer_id = sent.customer and preference.concern = sent.concern
             cross join lateral unnest(coalesce(
                       string_to_array(sent.ways, ','),
                       preference.channels,
                       string_to_array(cast(:defaults as jsonb) ->> sent.concern, ','))) as way (channel)
             where way.channel = any (:offered)),
        ways as (
            select message, channel, cast(null as uuid) as device,
                   case channel when 'EMAIL' then :mail else :sms end as provider
              from wanted
             where channel <> 'PUSH'
             union all
            select message, channel, push_device.id, push_device.provider
              from wanted
              join push_device on push_device.customer_id = wanted.customer
             where channel = 'PUSH'),
        all_ways as (
            select * from ways
             union all
            select sent.message, 'EMAIL', null, :mail
              from sent
              join fresh on fresh.name = sent.message
             where sent.urgency = 'URGENT'
               and not exists (select from ways where ways.message = sent.message))
        insert into notification (id, message, channel, device, provider, urgency, concern, kind, customer_id,
                                  performance_id, facts, worthless_after, next_attempt_at)
        select uuidv7(), message, channel, device, provider, urgency, concern, kind, customer, performance, facts,
               coalesce(worthless_after, now() + :worthTelling * interval '1 millisecond'), now()
          from all_ways
          join sent using (message)
        on conflict on constraint once_per_message_and_channel do nothing
        """;

    /// With all there is to know for sending them, so that each costs a look less at the database, not one more.
    private static final String LEASE = """
        with due as (
            select id
              from notification
             where state in ('DUE', 'SENDING')
               and urgency = :urgency
               and channel = :channel
               and next_attempt_at <= now()
               and provider <> all (:shut)
             order by next_attempt_at
             limit :most
               for update skip locked),
        leased as (
            update notification
               set state = 'SENDING', leases = leases + 1, next_attempt_at = now() + :lease * interval '1 millisecond'
              from due
             where notification.id = due.id
            returning notification.id, customer_id, kind, facts, created_at, worthless_after, leases, failures, provider,
                      device)
        select leased.*, sealed, email_refused_at is not null as email_refused, time_zone, clock_timestamp() as leased_at
          from leased
          left join contact using (customer_id)
          left join customer_zone using (customer_id)
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

    /// What is urgent, and has died on every way it was sent by, goes by mail if it has not been tried.
    private static final String BY_MAIL_INSTEAD = """
        insert into notification (id, message, channel, provider, urgency, concern, kind, customer_id, performance_id,
                                  facts, worthless_after, next_attempt_at)
        select uuidv7(), message, 'EMAIL', :mail, urgency, concern, kind, customer_id, performance_id, facts,
               worthless_after, now()
          from notification as dead
         where id = :id
           and state = 'DEAD'
           and death <> 'STOPPED'
           and urgency = 'URGENT'
           and channel <> 'EMAIL'
           and worthless_after > now()
           and not exists (
               select from notification as other where other.message = dead.message and other.state <> 'DEAD')
        on conflict on constraint once_per_message_and_channel do nothing
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
    private final List<Channel> offered;
    private final String smsProvider;
    private final String defaults;
    private final Map<Queue, Semaphore> work = new ConcurrentHashMap<>();

    Messages(
            DataSource database,
            ObjectMapper json,
            NotificationConfig config,
            SmsConfig sms,
            PushConfig push,
            NotificationMetrics metrics) {
        this.database = database;
        this.json = json;
        this.config = config;
        this.metrics = metrics;
        this.offered = Stream.of(
                        Optional.of(Channel.EMAIL),
                        Optional.of(Channel.SMS).filter(_ -> sms.provider() != SmsConfig.Provider.NONE),
                        Optional.of(Channel.PUSH).filter(_ -> push.privateKey().isPresent()))
                .flatMap(Optional::stream)
                .toList();
        this.smsProvider = SmsCarrier.nameOf(sms.provider());
        this.defaults = json.valueToTree(Stream.of(Concern.values())
                        .collect(Collectors.toMap(Concern::name, concern -> concern.defaults().stream()
                                .map(Channel::name)
                                .collect(Collectors.joining(",")))))
                .toString();
    }

    /// Those that share a loop and nothing else.
    record Queue(Urgency urgency, Channel channel) {}

    /// How a customer is reached, as it was when the message was leased.
    ///
    /// @param contact sealed; empty while it has not been heard of
    record Addressee(Optional<String> contact, boolean isEmailRefused, Optional<ZoneId> zone) {}

    /// What the database's clock says.
    ///
    /// @param at what it said
    /// @param nanos when it was asked
    record Clock(Instant at, long nanos) {
        Instant now() {
            return at.plusNanos(System.nanoTime() - nanos);
        }
    }

    /// A message under way.
    record Leased(
            UUID id,
            Message message,
            Instant createdAt,
            Instant worthlessAfter,
            String provider,
            Optional<UUID> device,
            Addressee addressee,
            Clock clock,
            Sending state) {}

    /// The ways there are.
    List<Channel> offered() {
        return offered;
    }

    /// Writes the message down in the transaction that is running, on every channel the customer has chosen. Sent
    /// again, it is the same message.
    public void send(Message message) {
        send(List.of(message));
    }

    void send(List<? extends Message> messages) {
        var together = new Together();
        send(together, messages);
        together.send(database);
    }

    /// The same for many, with whatever else is sent: one statement, however many.
    public void send(Together together, List<? extends Message> messages) {
        together.run(Sql.of(ADD)
                .with("messages", written(messages))
                .with("offered", offered)
                .with("defaults", defaults)
                .with("mail", MailCarrier.PROVIDER)
                .with("sms", smsProvider)
                .with("worthTelling", config.worthTelling().toMillis()));
    }

    /// There may be something to send.
    public void wake() {
        work.values().forEach(Semaphore::release);
    }

    void wake(Queue queue) {
        signal(queue).release();
    }

    /// Returns when there may be something to send, at the latest after a while.
    void awaitWork(Queue queue) throws InterruptedException {
        var signal = signal(queue);
        if (signal.tryAcquire(config.lookEvery().toMillis(), TimeUnit.MILLISECONDS)) {
            signal.drainPermits();
        }
    }

    private Semaphore signal(Queue queue) {
        return work.computeIfAbsent(queue, _ -> new Semaphore(0));
    }

    /// @param shut providers nothing is taken for
    List<Leased> lease(Queue queue, List<String> shut, int most) {
        var asked = System.nanoTime();
        return Sql.of(LEASE)
                .with("urgency", queue.urgency())
                .with("channel", queue.channel())
                .with("shut", shut)
                .with("most", most)
                .with("lease", config.lease().toMillis())
                .list(database, row -> leased(row, asked));
    }

    void move(Queue queue, Leased leased, NotificationState reached) {
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
        var moved = reached instanceof Dead && queue.channel() != Channel.EMAIL
                ? QuarkusTransaction.requiringNew().call(() -> moveOrSendByMail(statement, leased))
                : statement.run(database) == 1;
        if (moved) {
            metrics.reached(queue, Kind.of(leased.message()), leased.createdAt(), reached);
        }
    }

    private boolean moveOrSendByMail(Sql move, Leased leased) {
        if (move.run(database) != 1) {
            return false;
        }
        Sql.of(BY_MAIL_INSTEAD)
                .with("id", leased.id())
                .with("mail", MailCarrier.PROVIDER)
                .run(database);
        return true;
    }

    /// A message may have waited for this customer's contact.
    void lookAgainFor(CustomerId customer) {
        Sql.of(LOOK_AGAIN_FOR_CUSTOMER).with("customer", customer).run(database);
    }

    Instant now() {
        return Sql.of(NOW).one(database, row -> row.moment("now"));
    }

    private Leased leased(Row row, long asked) throws SQLException {
        return new Leased(
                row.uuid("id"),
                read(Kind.valueOf(row.text("kind")), row.text("facts")),
                row.moment("created_at"),
                row.moment("worthless_after"),
                row.text("provider"),
                row.maybeUuid("device"),
                new Addressee(
                        row.maybeText("sealed"),
                        row.flag("email_refused"),
                        row.maybeText("time_zone").map(ZoneId::of)),
                new Clock(row.moment("leased_at"), asked),
                new Sending(row.number("leases"), row.number("failures")));
    }

    private Message read(Kind kind, String facts) {
        try {
            return json.readValue(facts, kind.facts());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message cannot be read", e);
        }
    }

    private String written(List<? extends Message> messages) {
        var rows = json.createArrayNode();
        for (var message : messages) {
            var row = rows.addObject()
                    .put("message", message.name())
                    .put("kind", Kind.of(message).name())
                    .put("urgency", message.urgency().name())
                    .put("concern", message.concern().name())
                    .put("customer", message.customer().toString());
            row.set("facts", json.valueToTree(message));
            if (message instanceof OfPerformance about) {
                row.put("performance", about.performance().toString());
            }
            if (!message.ways().isEmpty()) {
                row.put("ways", message.ways().stream().map(Channel::name).collect(Collectors.joining(",")));
            }
            message.worthlessAfter().ifPresent(end -> row.put("worthless_after", end.toString()));
        }
        return rows.toString();
    }
}
