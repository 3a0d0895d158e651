package io.holdfast.waitlist;

import static io.restassured.RestAssured.given;

import io.holdfast.contracts.account.OrganiserMark;
import io.holdfast.contracts.account.SignedAccount;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.GradePrice;
import io.holdfast.contracts.event.SalesEvent.PerformanceScheduled;
import io.holdfast.contracts.event.SalesEvent.ReleasedSeat;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.event.SalesEvent.SeatsReleased;
import io.holdfast.contracts.event.WaitlistEvent;
import io.holdfast.contracts.event.WaitlistEvent.SeatsGathered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsOffered;
import io.holdfast.contracts.event.WaitlistEvent.SeatsUnwanted;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.EntryId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ReleaseId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.SessionId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.money.Money;
import io.holdfast.sql.Sql;
import io.holdfast.stack.test.Facts;
import io.holdfast.stack.test.Facts.Fact;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// What surrounds waitlist-worker: ticketing-api telling facts, and customers at their browsers.
@ApplicationScoped
public class House {

    private final DataSource database;
    private final Facts facts;
    private final SignedAccount accounts;

    House(
            DataSource database,
            @ConfigProperty(name = "kafka.bootstrap.servers") String servers,
            @ConfigProperty(name = "holdfast.topics.prefix") String prefix,
            @ConfigProperty(name = "holdfast.account.key") String accountKey) {
        // A shared machine may be slow; what is awaited comes, or never does.
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
        this.database = database;
        this.facts = new Facts(servers, prefix);
        this.accounts = new SignedAccount(accountKey);
    }

    public Facts facts() {
        return facts;
    }

    /// A performance in a month, with grades VIP, R and S, whose sale is not limited.
    public PerformanceId performance() {
        return performance(SaleId.next(), Instant.now().plus(30, ChronoUnit.DAYS));
    }

    public PerformanceId performance(SaleId sale, Instant startsAt) {
        var performance = PerformanceId.next();
        tellAndAwait(
                new PerformanceScheduled(
                        performance,
                        ShowId.next(),
                        sale,
                        "봄의 콘서트",
                        "한강홀",
                        startsAt,
                        "Asia/Seoul",
                        Stream.of("VIP", "R", "S")
                                .map(grade -> new GradePrice(grade, Money.won(100_000)))
                                .toList(),
                        OrganiserMark.of("olga"),
                        null),
                "select exists (select from performance where id = :id)",
                performance.value());
        return performance;
    }

    public void sale(SaleId sale, Instant opensAt, Instant closesAt) {
        tellAndAwait(
                new SaleScheduled(
                        sale,
                        "Sale",
                        List.of(),
                        opensAt.minusSeconds(600),
                        opensAt,
                        closesAt,
                        new AdmissionSettings(10, 10, 100, Duration.ofMinutes(1), Duration.ofMinutes(10))),
                "select exists (select from sale where id = :id)",
                sale.value());
    }

    private void tellAndAwait(Event event, String heard, UUID id) {
        facts.tell(event);
        Awaitility.await().until(() -> Sql.of(heard).with("id", id).one(database, row -> row.flag("exists")));
    }

    public RequestSpecification browser(CustomerId customer) {
        return given().cookie(
                        SignedAccount.COOKIE,
                        accounts.sign(customer, Instant.now().plusSeconds(900)));
    }

    /// What a browser sends at which the customer is signed in.
    public String cookie(CustomerId customer) {
        return SignedAccount.COOKIE + "="
                + accounts.sign(customer, Instant.now().plusSeconds(900));
    }

    public RequestSpecification browser(CustomerId customer, SessionId session) {
        return given().cookie(
                        SignedAccount.COOKIE,
                        accounts.sign(customer, session, Instant.now().plusSeconds(900)));
    }

    public EntryId joins(CustomerId customer, PerformanceId performance, String wish) {
        return EntryId.fromString(browser(customer)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .contentType(ContentType.JSON)
                .body(wish)
                .post("/api/performances/" + performance + "/waitlist")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
    }

    public EntryId joins(CustomerId customer, PerformanceId performance) {
        return joins(customer, performance, "{\"grades\":[\"R\"],\"seats\":1}");
    }

    public String state(CustomerId customer, EntryId entry) {
        return browser(customer).get("/api/waitlist/" + entry).then().extract().path("state");
    }

    public static ReleasedSeat seat(String row, int number, String grade) {
        return new ReleasedSeat(
                new SeatId(row + "-" + number),
                "1F " + row + " " + number,
                "1F",
                row,
                number,
                grade,
                Money.won(140_000));
    }

    public Fact released(PerformanceId performance, ReleasedSeat... seats) {
        return facts.tell(new SeatsReleased(
                performance, ReleaseId.next(), List.of(seats), Instant.now().plusSeconds(30)));
    }

    public List<SeatsOffered> offered(PerformanceId performance) {
        return told(performance, SeatsOffered.class);
    }

    public List<SeatsUnwanted> unwanted(PerformanceId performance) {
        return told(performance, SeatsUnwanted.class);
    }

    public List<SeatsGathered> gathered(PerformanceId performance) {
        return told(performance, SeatsGathered.class);
    }

    /// As if so much time had passed for what waits for that moment.
    public void run(String statement, UUID id) {
        Sql.of(statement).with("id", id).run(database);
    }

    /// How many messages of this name are to be told or were told.
    public long messages(String name) {
        return Sql.of("select count(*) as n from notification where message = :name")
                .with("name", name)
                .one(database, row -> row.large("n"));
    }

    private <T extends WaitlistEvent> List<T> told(PerformanceId performance, Class<T> type) {
        return facts.told(WaitlistEvent.TOPIC).stream()
                .map(Fact::event)
                .filter(type::isInstance)
                .map(type::cast)
                .filter(event -> event.performance().equals(performance))
                .toList();
    }

    /// As if the worker had never heard of anything: only its own books keep it from doing it all again.
    public void forgetWhatWasHeard() {
        Sql.of("delete from inbox").run(database);
    }

    /// Everything the worker knows of performances it has been told of, but for when it heard of it.
    public List<String> everything() {
        return Stream.of(
                        "select row(p.*)::text as line from performance p order by id",
                        "select row(s.*)::text as line from sale s order by id",
                        "select row(w.*)::text as line from wish w order by id",
                        "select row(e.*)::text as line from entry e order by id",
                        "select row(o.*)::text as line from offer o order by id",
                        "select row(m.*)::text as line from matching m join performance p on p.id = performance_id order by m.id",
                        "select row(g.*)::text as line from gathering g order by id",
                        "select row(k.*)::text as line from gathered_seat k order by performance_id, seat_id",
                        "select row(r.*)::text as line from returned r join performance p on p.id = performance_id order by p.id, grade",
                        "select row(n.message, n.channel, n.facts)::text as line from notification n order by message")
                .flatMap(query -> Sql.of(query).list(database, row -> row.text("line")).stream())
                .toList();
    }

    @PreDestroy
    void close() {
        facts.close();
    }
}
