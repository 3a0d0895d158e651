package io.holdfast.ticketing.reconciliation;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Channels;
import io.holdfast.ticketing.channel.Gateway.Account;
import io.holdfast.ticketing.channel.Gateway.Listing;
import io.holdfast.ticketing.channel.Gateway.Taken;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.payment.Payments;
import io.holdfast.ticketing.reconciliation.Reconciliation.Done;
import io.holdfast.ticketing.reconciliation.Reconciliation.Finding;
import io.holdfast.ticketing.reconciliation.Reconciliation.Kind;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Where the books are compared, page by page, by whichever process has the time. No transaction is open while a
/// gateway is asked.
@ApplicationScoped
class Reconciliations {

    private static final Logger LOG = Logger.getLogger(Reconciliations.class);

    private static final int PAGE = 20;

    /// Nothing was told, so no currency either; nothing of it is nothing in any.
    private static final String UNKNOWN = "KRW";

    private static final String BEGIN = """
        insert into reconciliation (id, who, first_moment, last_moment, repair)
        values (:id, :who, :from, :to, :repair)
        """;

    /// A page is done within a minute, or somebody else begins it again, which changes nothing.
    private static final String LEASE = """
        update reconciliation
           set leased_until = now() + interval '1 minute'
         where id = (select id from reconciliation
                      where ended_at is null and leased_until <= now()
                      order by at
                      limit 1
                        for update skip locked)
        returning id, first_moment, last_moment, repair, cursor_at, cursor_id, listing, listing_after
        """;

    /// What people pay by a gateway; points and nothing at all have no books but ours.
    private static final String PAYMENTS = """
        select id, at
          from payment
         where at >= :from
           and at < :to
           and (at, id) > (:cursorAt, cast(:cursorId as uuid))
           and channel not in ('points', 'free')
         order by at, id
         limit :page
        """;

    private static final String GROUP_OF = """
        select channel, order_id, top_up_id, currency,
               id = (select first.id from payment as first
                      where first.channel = payment.channel
                        and first.order_id is not distinct from payment.order_id
                        and first.top_up_id is not distinct from payment.top_up_id
                      order by first.at, first.id
                      limit 1) as first
          from payment
         where id = :payment
        """;

    private static final String OF_GROUP = """
        select id, state in ('CAPTURED', 'LATE') as taken
          from payment
         where channel = :channel
           and order_id is not distinct from cast(:order as uuid)
           and top_up_id is not distinct from cast(:topUp as uuid)
         order by at, id
        """;

    private static final String BOOKED = """
        select coalesce((select sum(amount) from ledger_entry
                          where account = 'gateway:' || :channel
                            and (order_id = cast(:order as uuid) or about = cast(:topUp as uuid))), 0) as booked,
               coalesce((select sum(refund) from cancellation
                          where order_id = cast(:order as uuid)
                            and refund_state in ('REQUESTED', 'PARKED')), 0) as waited_for
        """;

    private static final String FOUND = """
        insert into reconciliation_finding (reconciliation_id, kind, channel, order_id, top_up_id, provider_payment, there,
                                            here, currency, done)
        values (:reconciliation, :kind, :channel, cast(:order as uuid), cast(:topUp as uuid), cast(:payment as text),
                cast(:there as bigint), :here, :currency, :done)
        on conflict do nothing
        """;

    private static final String GO_ON = """
        update reconciliation
           set cursor_at = :at, cursor_id = :payment, compared = compared + :compared, leased_until = now()
         where id = :id
        """;

    /// The next page of a gateway's, or the next gateway, or the end. Once from each place.
    private static final String LIST = """
        update reconciliation
           set listing = cast(:listing as text), listing_after = cast(:after as text),
               compared = compared + :compared, leased_until = now(),
               ended_at = case when cast(:listing as text) is null then now() end
         where id = :id
           and ended_at is null
           and listing is not distinct from cast(:from as text)
           and listing_after is not distinct from cast(:fromAfter as text)
        """;

    private static final String ONE = """
        select id, who, first_moment, last_moment, repair, compared, ended_at
          from reconciliation
         where id = :id
        """;

    private static final String FINDINGS = """
        select kind, channel, order_id, top_up_id, provider_payment, there, here, currency, done, at
          from reconciliation_finding
         where reconciliation_id = :id
         order by id
         limit 1000
        """;

    /// @param listing the gateway that is asked for its payments; absent while ours are compared
    /// @param listingAfter where its last page ended
    private record Work(
            UUID id,
            Instant from,
            Instant to,
            boolean repair,
            Instant cursorAt,
            UUID cursorId,
            Optional<String> listing,
            Optional<String> listingAfter) {}

    private record Begun(PaymentId id, Instant at) {}

    /// What the payments of one order or top-up through one channel have in common.
    private record Group(
            String channel,
            @Nullable OrderId order,
            @Nullable UUID topUp,
            String currency,
            boolean first) {

        /// A payment of which nothing is known but where it was taken.
        static Group of(String gateway, String currency) {
            return new Group(gateway, null, null, currency, true);
        }
    }

    private record Paid(PaymentId id, boolean taken) {}

    private record Booked(long amount, long waitedFor) {}

    private final DataSource database;
    private final Channels channels;
    private final Payments payments;
    private final Ledger ledger;

    Reconciliations(DataSource database, Channels channels, Payments payments, Ledger ledger) {
        this.database = database;
        this.channels = channels;
        this.payments = payments;
        this.ledger = ledger;
    }

    /// Writes down that a period is to be compared, in the running transaction.
    void begin(UUID id, Instant from, Instant to, boolean repair, String who) {
        Sql.of(BEGIN)
                .with("id", id)
                .with("who", who)
                .with("from", from)
                .with("to", to)
                .with("repair", repair)
                .run(database);
    }

    /// What was found is read last: whoever sees that it has ended sees all of it.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    Reconciliation one(UUID id) {
        var known = Sql.of(ONE)
                .with("id", id)
                .first(database, Reconciliations::reconciliation)
                .orElseThrow(() ->
                        NOT_FOUND.because("There is no such reconciliation.").asException());
        return known.with(Sql.of(FINDINGS).with("id", id).list(database, Reconciliations::finding));
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void goOn() {
        for (var work = lease(); work.isPresent(); work = lease()) {
            page(work.get());
        }
    }

    private Optional<Work> lease() {
        return QuarkusTransaction.requiringNew().call(() -> Sql.of(LEASE)
                .first(
                        database,
                        row -> new Work(
                                row.uuid("id"),
                                row.moment("first_moment"),
                                row.moment("last_moment"),
                                row.flag("repair"),
                                row.maybeMoment("cursor_at").orElse(Instant.EPOCH),
                                row.maybeUuid("cursor_id").orElse(new UUID(0, 0)),
                                row.maybeText("listing"),
                                row.maybeText("listing_after"))));
    }

    private void page(Work work) {
        work.listing().ifPresentOrElse(gateway -> theirs(work, gateway), () -> ours(work));
    }

    private void ours(Work work) {
        var page = Sql.of(PAYMENTS)
                .with("from", work.from())
                .with("to", work.to())
                .with("cursorAt", work.cursorAt())
                .with("cursorId", work.cursorId())
                .with("page", PAGE)
                .list(database, row -> new Begun(new PaymentId(row.uuid("id")), row.moment("at")));
        var compared = 0;
        for (var payment : page) {
            var group = Sql.of(GROUP_OF).with("payment", payment.id()).one(database, Reconciliations::group);
            if (group.first()) {
                compare(work, group);
                compared++;
            }
        }
        if (page.size() < PAGE) {
            list(work, compared, nextGateway(""), Optional.empty());
        } else {
            Sql.of(GO_ON)
                    .with("id", work.id())
                    .with("at", page.getLast().at())
                    .with("payment", page.getLast().id())
                    .with("compared", compared)
                    .run(database);
        }
    }

    /// What was taken there and is not among ours: after a restore from a backup nobody else remembers it.
    private void theirs(Work work, String name) {
        var next = Optional.<String>empty();
        switch (channels.find(name).orElseThrow().taken(work.from(), work.to(), work.listingAfter())) {
            case Listing.NotTold() -> write(work, Group.of(name, UNKNOWN), Kind.NO_ANSWER, "", null, 0, Done.NOTHING);
            case Listing.Page page -> {
                page.payments().stream()
                        .filter(taken -> payments.isForgotten(name, taken))
                        .forEach(taken -> report(work, name, taken));
                next = page.next();
            }
        }
        list(work, 0, next.isPresent() ? Optional.of(name) : nextGateway(name), next);
    }

    /// Nothing is given back by itself: a person finds out whose it is.
    private void report(Work work, String gateway, Taken taken) {
        var group = Group.of(gateway, taken.currency());
        switch (channels.find(gateway).orElseThrow().account(taken)) {
            case Account.NotTold() -> write(work, group, Kind.NO_ANSWER, taken.name(), null, 0, Done.NOTHING);
            case Account.Kept(var captured, var returned) -> {
                if (captured != returned) {
                    write(work, group, Kind.UNKNOWN_HERE, taken.name(), captured - returned, 0, Done.NOTHING);
                }
            }
        }
    }

    private void list(Work work, int compared, Optional<String> gateway, Optional<String> after) {
        Sql.of(LIST)
                .with("id", work.id())
                .with("listing", gateway.orElse(null))
                .with("after", after.orElse(null))
                .with("compared", compared)
                .with("from", work.listing().orElse(null))
                .with("fromAfter", work.listingAfter().orElse(null))
                .run(database);
    }

    private Optional<String> nextGateway(String before) {
        return channels.askable().stream()
                .filter(name -> name.compareTo(before) > 0)
                .findFirst();
    }

    private void compare(Work work, Group group) {
        var accounts = new ArrayList<Account.Kept>();
        var unknownHere = false;
        // What asking may change in a moment.
        var here = booked(group).amount();
        for (var paid : about(OF_GROUP, group)
                .list(database, row -> new Paid(new PaymentId(row.uuid("id")), row.flag("taken")))) {
            switch (payments.account(paid.id())) {
                case Account.NotTold() -> {
                    write(work, group, Kind.NO_ANSWER, null, here, Done.NOTHING);
                    return;
                }
                case Account.Kept kept -> {
                    accounts.add(kept);
                    if (kept.captured() > 0 && !paid.taken()) {
                        unknownHere = true;
                        if (work.repair()) {
                            payments.ask(paid.id());
                        }
                    }
                }
            }
        }
        var there = accounts.stream()
                .mapToLong(kept -> Math.subtractExact(kept.captured(), kept.returned()))
                .sum();
        if (unknownHere) {
            write(work, group, Kind.CAPTURED_THERE, there, here, work.repair() ? Done.SETTLED : Done.NOTHING);
            return;
        }
        var booked = booked(group);
        if (there == booked.amount()) {
            return;
        }
        if (there < booked.amount() && booked.amount() - there <= booked.waitedFor()) {
            write(work, group, Kind.REFUND_NOT_HEARD_OF, there, booked.amount(), Done.NOTHING);
            return;
        }
        var captured = accounts.stream().mapToLong(Account.Kept::captured).sum();
        correct(work, group, captured == 0 ? Kind.CAPTURED_HERE : Kind.AMOUNTS_DIFFER, there);
    }

    /// The correction and its finding are one transaction, and the ledger is read in it: who comes second finds the
    /// books in order.
    private void correct(Work work, Group group, Kind kind, long there) {
        QuarkusTransaction.requiringNew().run(() -> {
            Sql.of("select pg_advisory_xact_lock(hashtextextended(:group, 90)) is null as locked")
                    .with("group", group.channel() + " " + group.order() + " " + group.topUp())
                    .one(database, row -> row.flag("locked"));
            var here = booked(group).amount();
            if (here == there) {
                return;
            }
            if (work.repair()) {
                ledger.corrected(
                        group.order(), group.topUp(), group.channel(), Money.of(there - here, group.currency()));
                LOG.warnf(
                        "the ledger was corrected by %d %s for %s",
                        there - here, group.currency(), group.order() == null ? group.topUp() : group.order());
            }
            write(work, group, kind, there, here, work.repair() ? Done.CORRECTED : Done.NOTHING);
        });
    }

    private Booked booked(Group group) {
        return about(BOOKED, group).one(database, row -> new Booked(row.large("booked"), row.large("waited_for")));
    }

    private void write(Work work, Group group, Kind kind, @Nullable Long there, long here, Done done) {
        write(work, group, kind, "", there, here, done);
    }

    private void write(Work work, Group group, Kind kind, String payment, @Nullable Long there, long here, Done done) {
        about(FOUND, group)
                .with("payment", payment.isEmpty() ? null : payment)
                .with("reconciliation", work.id())
                .with("kind", kind)
                .with("there", there)
                .with("here", here)
                .with("currency", group.currency())
                .with("done", done)
                .run(database);
    }

    private static Sql about(String statement, Group group) {
        return Sql.of(statement)
                .with("channel", group.channel())
                .with("order", group.order())
                .with("topUp", group.topUp());
    }

    private static Group group(Row row) throws SQLException {
        return new Group(
                row.text("channel"),
                row.maybeUuid("order_id").map(OrderId::new).orElse(null),
                row.maybeUuid("top_up_id").orElse(null),
                row.text("currency"),
                row.flag("first"));
    }

    private static Reconciliation reconciliation(Row row) throws SQLException {
        return new Reconciliation(
                row.uuid("id"),
                row.text("who"),
                row.moment("first_moment"),
                row.moment("last_moment"),
                row.flag("repair"),
                row.number("compared"),
                row.maybeMoment("ended_at").orElse(null),
                List.of());
    }

    private static Finding finding(Row row) throws SQLException {
        var currency = row.text("currency");
        var there = row.maybeText("there").map(Long::parseLong).map(amount -> Money.of(amount, currency));
        return new Finding(
                Kind.valueOf(row.text("kind")),
                row.text("channel"),
                row.maybeUuid("order_id").map(OrderId::new).orElse(null),
                row.maybeUuid("top_up_id").orElse(null),
                row.maybeText("provider_payment").orElse(null),
                there.orElse(null),
                Money.of(row.large("here"), currency),
                Done.valueOf(row.text("done")),
                row.moment("at"));
    }
}
