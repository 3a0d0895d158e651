package io.holdfast.ticketing.coupon;

import io.holdfast.contracts.id.CouponId;
import io.holdfast.contracts.id.Crockford;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.OrganisationId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.ledger.Ledger;
import io.holdfast.ticketing.organisation.Organiser;
import io.holdfast.ticketing.price.Reduction;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where coupons are issued, used, given back and let lapse.
@ApplicationScoped
public class Coupons {

    /// 60 random bits: nobody finds a code by trying.
    private static final int CODE_SIGNS = 12;

    private static final int DAYS_AT_LEAST = 30;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final String ADD_ISSUE = """
        insert into coupon_issue (id, issuer, organisation_id, name, show_id, currency, amount, percent_off, minimum, until, who)
        values (:id, :issuer, cast(:organisation as uuid), :name, cast(:show as uuid), :currency, :amount,
                cast(:percentOff as numeric), :minimum, :until, :who)
        """;

    private static final String ADD_CODES = """
        insert into coupon (id, issue_id, code, until)
        select t.id, :issue, t.code, :until
          from unnest(:ids, :codes) as t(id, code)
        """;

    /// Only members have coupons of their own.
    private static final String ADD_GRANTS = """
        insert into coupon (id, issue_id, customer_id, until)
        select t.id, :issue, customer.id, :until
          from unnest(:ids, :customers) as t(id, customer)
          join customer on customer.id = t.customer and customer.kind = 'MEMBER'
        """;

    private static final String COLUMNS = """
        select coupon.id, name, organisation_id, show_id, customer_id, currency, amount, percent_off, minimum, coupon.until, state
          from coupon
          join coupon_issue on coupon_issue.id = coupon.issue_id
        """;

    private static final String BY_ID = COLUMNS + "where coupon.id = :id and customer_id = :customer";
    private static final String BY_CODE = COLUMNS + "where coupon.code = :code";
    private static final String MINE =
            COLUMNS + "where customer_id = :customer order by state, coupon.until, coupon.id limit 200";

    /// One order has it, whoever else comes at the same moment.
    private static final String USE = """
        update coupon
           set state = 'USED', order_id = :order
         where id = :id
           and state = 'OPEN'
           and until > now()
        """;

    private static final String GIVE_BACK = """
        update coupon
           set state = 'OPEN', order_id = null
         where id = :id
           and order_id = :order
           and state = 'USED'
        """;

    private static final String GIVE_BACK_FOR_A_WHILE = """
        update coupon
           set state = 'OPEN', order_id = null, until = greatest(until, now() + make_interval(days => :days))
         where id = :id
           and order_id = :order
           and state = 'USED'
        """;

    private static final String EXPIRE = """
        with gone as (
            select id
              from coupon
             where state = 'OPEN'
               and until <= now()
             order by id
             limit 1000
               for update skip locked),
        expired as (
            update coupon
               set state = 'EXPIRED'
              from gone
             where coupon.id = gone.id
            returning issue_id)
        select issue_id, amount * count(*) as amount, currency
          from expired
          join coupon_issue on coupon_issue.id = expired.issue_id
         group by issue_id, amount, currency
        """;

    private static final String ISSUES = """
        select coupon_issue.id, name, show_id, currency, amount, percent_off, minimum, coupon_issue.until, who, at,
               count(coupon.id) as issued,
               count(coupon.id) filter (where state = 'USED') as used,
               count(coupon.id) filter (where state = 'EXPIRED') as expired
          from coupon_issue
          left join coupon on coupon.issue_id = coupon_issue.id
         where organisation_id is not distinct from cast(:organisation as uuid)
         group by coupon_issue.id
         order by at desc
         limit 100
        """;

    private static final String OF_ISSUE = """
        select coupon.id, code, customer_id, state
          from coupon
          join coupon_issue on coupon_issue.id = coupon.issue_id
         where issue_id = :issue
           and organisation_id is not distinct from cast(:organisation as uuid)
         order by coupon.id
        """;

    private final DataSource database;
    private final Ledger ledger;

    Coupons(DataSource database, Ledger ledger) {
        this.database = database;
        this.ledger = ledger;
    }

    /// What is promised.
    ///
    /// @param issuer the organiser; empty for the house
    record NewIssue(
            Optional<Organiser> issuer,
            String name,
            Optional<ShowId> show,
            Reduction reduction,
            Instant until,
            String who) {}

    /// One of an issue.
    ///
    /// @param code as it is given out; absent when it is a member's own
    record Issued(
            CouponId id, @Nullable String code, @Nullable CustomerId customer, Coupon.State state) {}

    record Issue(
            UUID id,
            String name,
            Optional<ShowId> show,
            Reduction reduction,
            Instant until,
            String who,
            Instant at,
            int issued,
            int used,
            int expired) {}

    /// Coupons for whoever has their codes.
    List<Issued> issueCodes(UUID issue, NewIssue wish, int count) {
        add(issue, wish);
        var ids = ids(count);
        var codes = ids.stream().map(_ -> Crockford.random(CODE_SIGNS)).toList();
        Sql.of(ADD_CODES)
                .with("issue", issue)
                .with("until", wish.until())
                .with("ids", ids)
                .with("codes", codes)
                .run(database);
        ledger.couponsIssued(issue, wish.reduction().amount().times(count));
        return of(issue, wish.issuer());
    }

    /// Coupons of members' own.
    ///
    /// @return fewer than were asked for when some are no members
    List<Issued> issueTo(UUID issue, NewIssue wish, Collection<CustomerId> customers) {
        add(issue, wish);
        var given = Sql.of(ADD_GRANTS)
                .with("issue", issue)
                .with("until", wish.until())
                .with("ids", ids(customers.size()))
                .with("customers", customers.stream().map(CustomerId::value).toList())
                .run(database);
        if (given > 0) {
            ledger.couponsIssued(issue, wish.reduction().amount().times(given));
        }
        return of(issue, wish.issuer());
    }

    private void add(UUID issue, NewIssue wish) {
        Sql.of(ADD_ISSUE)
                .with("id", issue)
                .with("issuer", wish.issuer().map(Organiser::name).orElse(null))
                .with("organisation", wish.issuer().map(Organiser::organisation).orElse(null))
                .with("name", wish.name())
                .with("show", wish.show().orElse(null))
                .with("currency", wish.reduction().amount().currency().getCurrencyCode())
                .with("amount", wish.reduction().amount().amount())
                .with("percentOff", wish.reduction().percentOff().orElse(null))
                .with("minimum", wish.reduction().minimum().amount())
                .with("until", wish.until())
                .with("who", wish.who())
                .run(database);
    }

    List<Issued> of(UUID issue, Optional<Organiser> issuer) {
        return Sql.of(OF_ISSUE)
                .with("issue", issue)
                .with("organisation", issuer.map(Organiser::organisation).orElse(null))
                .list(
                        database,
                        row -> new Issued(
                                new CouponId(row.uuid("id")),
                                row.maybeText("code").map(Coupons::printed).orElse(null),
                                row.maybeUuid("customer_id")
                                        .map(CustomerId::new)
                                        .orElse(null),
                                Coupon.State.valueOf(row.text("state"))));
    }

    List<Issue> issues(Optional<Organiser> issuer) {
        return Sql.of(ISSUES)
                .with("organisation", issuer.map(Organiser::organisation).orElse(null))
                .list(
                        database,
                        row -> new Issue(
                                row.uuid("id"),
                                row.text("name"),
                                row.maybeUuid("show_id").map(ShowId::new),
                                reduction(row),
                                row.moment("until"),
                                row.text("who"),
                                row.moment("at"),
                                row.number("issued"),
                                row.number("used"),
                                row.number("expired")));
    }

    /// The coupon somebody means, by the id of one of their own or by a code.
    public Optional<Coupon> find(String text, Optional<CustomerId> customer) {
        if (ID.matcher(text).matches()) {
            return customer.flatMap(whose -> Sql.of(BY_ID)
                    .with("id", UUID.fromString(text))
                    .with("customer", whose)
                    .first(database, Coupons::read));
        }
        var code = Crockford.normalised(text);
        return code.length() == CODE_SIGNS && Crockford.isValid(code)
                ? Sql.of(BY_CODE).with("code", code).first(database, Coupons::read)
                : Optional.empty();
    }

    List<Coupon> mine(CustomerId customer) {
        return Sql.of(MINE).with("customer", customer).list(database, Coupons::read);
    }

    /// Uses a coupon for an order, in the running transaction.
    ///
    /// @return false when somebody was faster, or it is over
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean use(CouponId coupon, OrderId order) {
        return Sql.of(USE).with("id", coupon).with("order", order).run(database) == 1;
    }

    /// The order it was used for is no more.
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean giveBack(CouponId coupon, OrderId order) {
        return Sql.of(GIVE_BACK).with("id", coupon).with("order", order).run(database) == 1;
    }

    /// The same, and whoever has it has [#DAYS_AT_LEAST] to use it: they gave nothing up, and it may have ended
    /// meanwhile.
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean giveBackForAWhile(CouponId coupon, OrderId order) {
        return Sql.of(GIVE_BACK_FOR_A_WHILE)
                        .with("id", coupon)
                        .with("order", order)
                        .with("days", DAYS_AT_LEAST)
                        .run(database)
                == 1;
    }

    /// What nobody used in time is promised no longer.
    @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void expire() {
        record Gone(UUID issue, Money amount) {}
        QuarkusTransaction.requiringNew().run(() -> Sql.of(EXPIRE)
                .list(database, row -> new Gone(row.uuid("issue_id"), row.money()))
                .forEach(gone -> ledger.couponsExpired(gone.issue(), gone.amount())));
    }

    private static List<UUID> ids(int count) {
        return java.util.stream.Stream.generate(() -> CouponId.next().value())
                .limit(count)
                .toList();
    }

    /// `4F7K-9Q2X-VM3T`, easier to read out.
    private static String printed(String code) {
        return code.substring(0, 4) + "-" + code.substring(4, 8) + "-" + code.substring(8);
    }

    private static Coupon read(Row row) throws SQLException {
        return new Coupon(
                new CouponId(row.uuid("id")),
                row.text("name"),
                row.maybeUuid("organisation_id").map(OrganisationId::new),
                row.maybeUuid("show_id").map(ShowId::new),
                row.maybeUuid("customer_id").map(CustomerId::new),
                reduction(row),
                row.moment("until"),
                Coupon.State.valueOf(row.text("state")));
    }

    private static Reduction reduction(Row row) throws SQLException {
        return new Reduction(row.money(), row.maybeText("percent_off").map(BigDecimal::new), row.money("minimum"));
    }
}
