package io.holdfast.refund.refund;

import io.holdfast.contracts.event.RefundEvent;
import io.holdfast.contracts.event.RefundEvent.RefundAccountNeeded;
import io.holdfast.contracts.event.RefundEvent.RefundDelayed;
import io.holdfast.contracts.event.RefundEvent.RefundParked;
import io.holdfast.contracts.event.RefundEvent.RefundSettled;
import io.holdfast.contracts.event.SalesEvent.LateCaptureRejected;
import io.holdfast.contracts.event.SalesEvent.OrderCancelled;
import io.holdfast.contracts.event.SalesEvent.Repayment;
import io.holdfast.contracts.id.CancellationId;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PaymentId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.RefundId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Tells refund-worker of money that has to go back, and looks at what became of it.
@ApplicationScoped
class Books {

    private final DataSource database;
    private final Facts facts;

    Books(
            DataSource database,
            @ConfigProperty(name = "kafka.bootstrap.servers") String servers,
            @ConfigProperty(name = "holdfast.topics.prefix") String prefix) {
        // A shared machine may be slow; what is awaited comes, or never does.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        this.database = database;
        this.facts = new Facts(servers, prefix);
    }

    Facts facts() {
        return facts;
    }

    static Repayment repayment(String channel, PaymentId payment, String providerPayment, long amount) {
        return new Repayment(RefundId.next(), payment, channel, providerPayment, Money.won(amount));
    }

    static Repayment repayment(String providerPayment, long amount) {
        return repayment("simulator-card", PaymentId.next(), providerPayment, amount);
    }

    static OrderCancelled cancelled(Repayment repayment) {
        return new OrderCancelled(
                PerformanceId.next(),
                OrderId.next(),
                CancellationId.next(),
                CustomerId.next(),
                "T-3",
                Money.won(0),
                repayment,
                Instant.now());
    }

    static LateCaptureRejected late(Repayment repayment) {
        return new LateCaptureRejected(
                PerformanceId.next(), OrderId.next(), CustomerId.next(), repayment, Instant.now());
    }

    String state(Repayment repayment) {
        return Sql.of("select state from refund where id = :id")
                .with("id", repayment.refund())
                .first(database, row -> row.text("state"))
                .orElse("UNKNOWN");
    }

    int tries(Repayment repayment) {
        return Sql.of("select tries from refund where id = :id")
                .with("id", repayment.refund())
                .one(database, row -> row.number("tries"));
    }

    int attemptsEnded(Repayment repayment) {
        return Sql.of("select count(*) from refund_attempt where refund_id = :id and ended_at is not null")
                .with("id", repayment.refund())
                .one(database, row -> row.number("count"));
    }

    /// From now on it is somebody else who is sending it.
    void isHeldBy(UUID holder, Repayment repayment) {
        Sql.of("update refund set holder = :holder where id = :id and state = 'SENDING'")
                .with("holder", holder)
                .with("id", repayment.refund())
                .run(database);
    }

    Optional<UUID> holder(Repayment repayment) {
        return Sql.of("select holder from refund where id = :id and holder is not null")
                .with("id", repayment.refund())
                .first(database, row -> row.uuid("holder"));
    }

    /// PostgreSQL's numbers for the sessions that say that this holder lives.
    List<Integer> sessionsOf(UUID holder) {
        return Sql.of("""
                        select pid
                          from pg_locks
                         where locktype = 'advisory'
                           and granted
                           and (cast(classid as bigint) << 32 | cast(objid as bigint))
                               = hashtextextended(current_schema() || '.refund.holder.' || cast(:holder as uuid), 0)
                        """).with("holder", holder).list(database, row -> row.number("pid"));
    }

    void cut(int session) {
        Sql.of("select pg_terminate_backend(:session) as cut")
                .with("session", session)
                .one(database, row -> row.flag("cut"));
    }

    int count(String state) {
        return Sql.of("select count(*) from refund where state = :state")
                .with("state", state)
                .one(database, row -> row.number("count"));
    }

    int mostBegunWithinASecond(String provider) {
        return Sql.of("""
                        select max((select count(*)
                                      from refund_attempt other
                                     where other.provider = first.provider
                                       and other.started_at >= first.started_at
                                       and other.started_at < first.started_at + interval '1 second')) as most
                          from refund_attempt first
                         where first.provider = :provider
                        """).with("provider", provider).one(database, row -> row.number("most"));
    }

    List<RefundSettled> settled(Repayment repayment) {
        return outcomes(repayment, RefundSettled.class);
    }

    List<RefundParked> parked(Repayment repayment) {
        return outcomes(repayment, RefundParked.class);
    }

    List<RefundDelayed> delayed(Repayment repayment) {
        return outcomes(repayment, RefundDelayed.class);
    }

    List<RefundAccountNeeded> accountNeeded(Repayment repayment) {
        return outcomes(repayment, RefundAccountNeeded.class);
    }

    int outcomesTold() {
        return facts.countOn(RefundEvent.TOPIC);
    }

    private <T extends RefundEvent> List<T> outcomes(Repayment repayment, Class<T> type) {
        return facts.told(RefundEvent.TOPIC).stream()
                .map(Facts.Fact::event)
                .filter(type::isInstance)
                .map(type::cast)
                .filter(event -> event.refund().equals(repayment.refund()))
                .toList();
    }

    /// So many are settled, nothing is under way, and PostgreSQL has seen it.
    void aQuietHour(String provider, int settled) {
        inTheTable(provider, settled, "'SETTLED', null, 'done', now()");
        run("analyze refund");
    }

    void allAtOnce(String provider, int many) {
        inTheTable(provider, many, "'REQUESTED', now(), null, null");
    }

    private void inTheTable(String provider, int many, String state) {
        Sql.of("""
                        insert into refund (id, cause, order_id, performance_id, customer_id, payment_id, channel, provider,
                                            provider_payment, amount, currency, asked_at, state, next_attempt_at,
                                            provider_refund, settled_at)
                        select gen_random_uuid(), 'CANCELLED', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
                               gen_random_uuid(), 'card', :provider, 'p', 100, 'KRW', now(), %s
                          from generate_series(1, :many)
                        """.formatted(state))
                .with("provider", provider)
                .with("many", many)
                .run(database);
    }

    /// As if the worker had never heard of anything: only its own books keep it from doing it all again.
    void forgetWhatWasHeard() {
        Sql.of("delete from inbox").run(database);
    }

    String text(String query) {
        return Sql.of(query)
                .first(database, row -> row.maybeText("answer").orElse(""))
                .orElse("");
    }

    void run(String statement) {
        Sql.of(statement).run(database);
    }

    void aDayPasses() {
        Sql.of("update refund_attempt set started_at = started_at - interval '1 day'")
                .run(database);
        Sql.of("delete from refund_day").run(database);
    }

    @PreDestroy
    void close() {
        facts.close();
    }
}
