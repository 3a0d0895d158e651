package io.holdfast.notification;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.NotificationEvent.MessageRequested;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.ShowPublished;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.messaging.Outbox;
import io.holdfast.notification.Message.Announced;
import io.holdfast.notification.Message.SaleReminder;
import io.holdfast.notification.Message.ShowAnnounced;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What many are to be told, written out page by page, oldest customer first: each page is one transaction, which also
/// writes down how far it has come. A worker that dies goes on where it was; nobody is left out and nobody told twice.
@ApplicationScoped
class FanOuts {

    private static final String PLAN = """
        insert into fan_out (id, kind, about, urgent, audience, performance_id, due_at, until)
        select uuidv7(), :kind, :about, :urgent, :audience, :performance, :dueAt, :until
         where :until > now()
        on conflict on constraint once_for_each do nothing
        """;

    /// By this database's clock. Another opening is another reminder; one that is over is written down too, so that an
    /// older fact heard later does not bring back what it said.
    private static final String PLAN_REMINDER = """
        insert into fan_out (id, kind, about, urgent, audience, due_at, until, said_at)
        values (uuidv7(), 'SALE_REMINDER', :sale, false, 'REMINDED',
                cast(:opensAt as timestamptz) - :before * interval '1 millisecond', :opensAt,
                cast(:at as timestamptz))
        on conflict on constraint once_for_each do update
           set due_at = excluded.due_at, until = excluded.until, said_at = excluded.said_at,
               reached = case when fan_out.until = excluded.until then fan_out.reached end,
               people = case when fan_out.until = excluded.until then fan_out.people else 0 end,
               done_at = case when fan_out.until = excluded.until then fan_out.done_at end
         where coalesce(fan_out.said_at, '-infinity') <= coalesce(excluded.said_at, '-infinity')
        """;

    private static final String NEXT = """
        select id, kind, about, urgent, audience, performance_id, until, reached, now() as at, until <= now() as over
          from fan_out
         where done_at is null
           and due_at <= now()
         order by urgent desc, due_at
         limit 1
           for update skip locked
        """;

    private static final String WAITING = "select count(*) as waiting from (select from outbox limit :most) as facts";

    private static final String MEMBERS = """
        select customer_id
          from contact
         where customer_id > :after
         order by customer_id
         limit :page
        """;

    private static final String TICKET_HOLDERS = """
        select distinct customer_id
          from known_order
         where performance_id = :performance
           and customer_id > :after
         order by customer_id
         limit :page
        """;

    private static final String WAITLIST = """
        select distinct customer_id
          from entry
         where performance_id = :performance
           and state in ('WAITING', 'OFFERED')
           and customer_id > :after
         order by customer_id
         limit :page
        """;

    private static final String INTERESTED = """
        select customer_id
          from interest
          join published_show on show_id = :about
         where (cardinality(categories) = 0 or category = any (categories))
           and (cardinality(regions) = 0 or region = any (regions))
           and customer_id > :after
         order by customer_id
         limit :page
        """;

    private static final String REMINDED = """
        select customer_id
          from (select customer_id
                  from reminder
                 where sale_id = :about
                   and wish = 'WANTED'
                 union
                select interest.customer_id
                  from interest
                  join published_show on sale_id = :about
                 where (cardinality(categories) = 0 or category = any (categories))
                   and (cardinality(regions) = 0 or region = any (regions))
                   and not exists (
                       select from reminder
                        where reminder.customer_id = interest.customer_id
                          and reminder.sale_id = :about
                          and wish = 'UNWANTED')) as people
         where customer_id > :after
         order by customer_id
         limit :page
        """;

    private static final String REACHED = """
        update fan_out
           set reached = coalesce(:reached, reached), people = people + :more,
               done_at = case when :done then now() end
         where id = :id
        """;

    private static final UUID FIRST = new UUID(0, 0);

    /// Who is meant.
    enum Audience {
        MEMBERS,
        TICKET_HOLDERS,
        WAITLIST,
        INTERESTED,
        REMINDED
    }

    /// What came of one round.
    enum Round {
        WRITTEN,
        /// Others' facts have to get through first.
        HELD_BACK,
        NOTHING_DUE
    }

    private final DataSource database;
    private final Outbox outbox;
    private final NotificationConfig config;

    FanOuts(DataSource database, Outbox outbox, NotificationConfig config) {
        this.database = database;
        this.outbox = outbox;
        this.config = config;
    }

    private record FanOut(
            UUID id,
            Kind kind,
            UUID about,
            boolean urgent,
            Audience audience,
            Optional<UUID> performance,
            Instant until,
            UUID reached,
            Instant at,
            boolean over) {}

    /// In the transaction that is running.
    void announce(
            UUID announcement,
            Kind kind,
            boolean urgent,
            Audience audience,
            @Nullable PerformanceId performance,
            Instant now,
            Instant until) {
        Sql.of(PLAN)
                .with("kind", kind)
                .with("about", announcement)
                .with("urgent", urgent)
                .with("audience", audience)
                .with("performance", performance == null ? null : performance.value())
                .with("dueAt", now)
                .with("until", until)
                .run(database);
    }

    void published(ShowPublished published) {
        var news = published.at().plus(config.worthTelling());
        Sql.of(PLAN)
                .with("kind", Kind.SHOW_ANNOUNCED)
                .with("about", published.show())
                .with("urgent", false)
                .with("audience", Audience.INTERESTED)
                .with("performance", null)
                .with("dueAt", published.at())
                .with("until", published.opensAt().isAfter(news) ? published.opensAt() : news)
                .run(database);
    }

    /// Of two openings the one said later counts, in whichever order they are heard. Those without a time are older
    /// than those with one; among them the last heard counts.
    void scheduled(SaleScheduled scheduled) {
        Sql.of(PLAN_REMINDER)
                .with("sale", scheduled.sale())
                .with("opensAt", scheduled.opensAt())
                .with("before", config.remindBefore().toMillis())
                .with("at", scheduled.at())
                .run(database);
    }

    /// Writes out one page of what is due, what is urgent first.
    Round write() {
        return QuarkusTransaction.requiringNew().call(() -> {
            var due = Sql.of(NEXT).first(database, FanOuts::read);
            if (due.isEmpty()) {
                return Round.NOTHING_DUE;
            }
            var waiting =
                    Sql.of(WAITING).with("most", config.mostWaiting()).one(database, row -> row.number("waiting"));
            if (waiting >= config.mostWaiting()) {
                return Round.HELD_BACK;
            }
            var fanOut = due.get();
            var people = fanOut.over() ? List.<CustomerId>of() : page(fanOut);
            if (!people.isEmpty()) {
                outbox.append(people.stream()
                        .map(customer -> requested(fanOut, customer))
                        .toArray(Event[]::new));
            }
            Sql.of(REACHED)
                    .with("id", fanOut.id())
                    .with(
                            "reached",
                            people.isEmpty()
                                    ? fanOut.reached()
                                    : people.getLast().value())
                    .with("more", people.size())
                    .with("done", people.size() < config.page())
                    .run(database);
            return Round.WRITTEN;
        });
    }

    private List<CustomerId> page(FanOut fanOut) {
        var statement =
                switch (fanOut.audience()) {
                    case MEMBERS -> Sql.of(MEMBERS);
                    case TICKET_HOLDERS ->
                        Sql.of(TICKET_HOLDERS)
                                .with("performance", fanOut.performance().orElseThrow());
                    case WAITLIST ->
                        Sql.of(WAITLIST)
                                .with("performance", fanOut.performance().orElseThrow());
                    case INTERESTED -> Sql.of(INTERESTED).with("about", fanOut.about());
                    case REMINDED -> Sql.of(REMINDED).with("about", fanOut.about());
                };
        return statement
                .with("after", fanOut.reached())
                .with("page", config.page())
                .list(database, row -> new CustomerId(row.uuid("customer_id")));
    }

    private static MessageRequested requested(FanOut fanOut, CustomerId customer) {
        var message =
                switch (fanOut.kind()) {
                    case SHOW_ANNOUNCED -> new ShowAnnounced(new ShowId(fanOut.about()), customer, fanOut.until());
                    case SALE_REMINDER -> new SaleReminder(new SaleId(fanOut.about()), customer, fanOut.until());
                    default -> new Announced(fanOut.kind(), fanOut.about(), customer, fanOut.urgent(), fanOut.until());
                };
        return new MessageRequested(
                message.name(),
                customer,
                fanOut.kind().name(),
                fanOut.about(),
                fanOut.urgent(),
                fanOut.until(),
                fanOut.at());
    }

    /// The message a request asks for; empty for a kind this reader does not know.
    static Optional<Message> message(MessageRequested requested) {
        return Kind.named(requested.kind())
                .flatMap(kind -> Optional.ofNullable(
                        switch (kind) {
                            case SHOW_ANNOUNCED ->
                                new ShowAnnounced(
                                        new ShowId(requested.about()), requested.customer(), requested.until());
                            case SALE_REMINDER ->
                                new SaleReminder(
                                        new SaleId(requested.about()), requested.customer(), requested.until());
                            case MAINTENANCE, INCIDENT, ANNOUNCEMENT, ADVERTISEMENT ->
                                new Announced(
                                        kind,
                                        requested.about(),
                                        requested.customer(),
                                        requested.urgent(),
                                        requested.until());
                            default -> null;
                        }));
    }

    private static FanOut read(Row row) throws SQLException {
        return new FanOut(
                row.uuid("id"),
                Kind.valueOf(row.text("kind")),
                row.uuid("about"),
                row.flag("urgent"),
                Audience.valueOf(row.text("audience")),
                row.maybeUuid("performance_id"),
                row.moment("until"),
                row.maybeUuid("reached").orElse(FIRST),
                row.moment("at"),
                row.flag("over"));
    }
}
