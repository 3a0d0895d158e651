package io.holdfast.ticketing.incident;

import static io.holdfast.contracts.problem.ProblemType.INCIDENT_CLOSED;
import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NEXT_UPDATE_NOT_AHEAD;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.event.IncidentEvent.Component;
import io.holdfast.contracts.event.IncidentEvent.Severity;
import io.holdfast.contracts.event.IncidentEvent.Words;
import io.holdfast.contracts.id.IncidentId;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.incident.Incident.Kind;
import io.holdfast.ticketing.incident.Incident.Said;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What staff say of incidents, in the order they say it. What is said and its event are one transaction.
@ApplicationScoped
class Incidents {

    /// The last word on an incident closes it.
    private static final int MOST_UPDATES = 100;

    /// By the clock of the database, which is also the one of the constraints.
    private static final String IN_ORDER = """
        select coalesce(cast(:next as timestamptz) > now()
                        and cast(:next as timestamptz) <= now() + interval '7 days', false) as next,
               coalesce(cast(:recovery as timestamptz) > now(), true) as recovery,
               coalesce(cast(:started as timestamptz) <= now(), true) as started
        """;

    private static final String OPEN = """
        with opened as (
            insert into incident (id, title_ko, title_en, started_at)
            values (:incident, :titleKo, :titleEn, coalesce(cast(:started as timestamptz), now())))
        insert into incident_update (incident_id, number, kind, severity, components, cause_ko, cause_en,
                                     expected_recovery_at, next_update_at, who)
        values (:incident, 1, 'OPENED', :severity, cast(:components as text[]), :causeKo, :causeEn,
                cast(:recovery as timestamptz), cast(:next as timestamptz), :who)
        """;

    /// Whoever speaks of the same incident waits.
    private static final String LOCK = """
        select updates, closed_at
          from incident
         where id = :incident
           for update
        """;

    /// What is not said anew stays.
    private static final String SAY = """
        with counted as (
            update incident
               set updates = updates + 1, closed_at = case when :kind = 'CLOSED' then now() end
             where id = :incident
               and closed_at is null
            returning id, updates)
        insert into incident_update (incident_id, number, kind, severity, components, cause_ko, cause_en,
                                     text_ko, text_en, expected_recovery_at, next_update_at, who)
        select counted.id, counted.updates, :kind, coalesce(cast(:severity as text), last.severity),
               coalesce(cast(:components as text[]), last.components),
               coalesce(cast(:causeKo as text), last.cause_ko), coalesce(cast(:causeEn as text), last.cause_en),
               :textKo, :textEn, cast(:recovery as timestamptz), cast(:next as timestamptz), :who
          from counted
          join incident_update as last on (last.incident_id, last.number) = (counted.id, counted.updates - 1)
        """;

    private static final String ONE = """
        select id, title_ko, title_en, started_at, opened_at, closed_at, now() as now
          from incident
         where id = :incident
        """;

    /// Those after the cursor, newest first; ids are made in the order of time.
    private static final String LIST = """
        select id, title_ko, title_en, started_at, opened_at, closed_at, now() as now
          from incident
         where (cast(:after as uuid) is null or id < cast(:after as uuid))
           and (closed_at is null or not :open)
         order by id desc
         limit :most
        """;

    private static final String SAID = """
        select incident_id, number, kind, severity, components, cause_ko, cause_en, text_ko, text_en,
               expected_recovery_at, next_update_at, who, at
          from incident_update
         where incident_id = any (cast(:incidents as uuid[]))
         order by incident_id, number
        """;

    /// @param startedAt absent: now
    record Opening(
            Severity severity,
            Collection<Component> components,
            Words title,
            Words cause,
            @Nullable Instant startedAt,
            @Nullable Instant expectedRecoveryAt,
            Instant nextUpdateAt) {}

    /// @param severity and `components`, `cause`: absent where nothing is new about them
    /// @param expectedRecoveryAt absent: nobody can tell
    record News(
            Words text,
            @Nullable Severity severity,
            @Nullable Collection<Component> components,
            @Nullable Words cause,
            @Nullable Instant expectedRecoveryAt,
            Instant nextUpdateAt) {}

    private record Frame(
            IncidentId id, Words title, Instant startedAt, Instant openedAt, Optional<Instant> closedAt, Instant now) {}

    private record SaidOf(IncidentId incident, Said said) {}

    /// Whether each time lies on the right side of now.
    private record Right(boolean next, boolean recovery, boolean started) {}

    private record Standing(int updates, boolean closed) {}

    private final DataSource database;
    private final Outbox outbox;

    Incidents(DataSource database, Outbox outbox) {
        this.database = database;
        this.outbox = outbox;
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NEXT_UPDATE_NOT_AHEAD`, `INVALID_REQUEST`
    @Transactional(Transactional.TxType.MANDATORY)
    Incident open(Opening opening, String who) {
        requireInOrder(opening.nextUpdateAt(), opening.expectedRecoveryAt(), opening.startedAt());
        var incident = IncidentId.next();
        Sql.of(OPEN)
                .with("incident", incident)
                .with("titleKo", opening.title().ko())
                .with("titleEn", opening.title().en())
                .with("started", written(opening.startedAt()))
                .with("severity", opening.severity())
                .with("components", sorted(opening.components()))
                .with("causeKo", opening.cause().ko())
                .with("causeEn", opening.cause().en())
                .with("recovery", written(opening.expectedRecoveryAt()))
                .with("next", written(opening.nextUpdateAt()))
                .with("who", who)
                .run(database);
        return told(incident);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `NEXT_UPDATE_NOT_AHEAD`,
    ///     `INVALID_REQUEST`, `INCIDENT_CLOSED`
    @Transactional(Transactional.TxType.MANDATORY)
    Incident update(IncidentId incident, News news, String who) {
        var standing = locked(incident);
        requireInOrder(news.nextUpdateAt(), news.expectedRecoveryAt(), null);
        if (standing.updates() >= MOST_UPDATES - 1) {
            throw INVALID_REQUEST
                    .because("Enough has been said of this incident. Please close it, and open another one.")
                    .asException();
        }
        var cause = news.cause();
        Sql.of(SAY)
                .with("incident", incident)
                .with("kind", Kind.UPDATED)
                .with("severity", news.severity())
                .with("components", news.components() == null ? null : sorted(news.components()))
                .with("causeKo", cause == null ? null : cause.ko())
                .with("causeEn", cause == null ? null : cause.en())
                .with("textKo", news.text().ko())
                .with("textEn", news.text().en())
                .with("recovery", written(news.expectedRecoveryAt()))
                .with("next", written(news.nextUpdateAt()))
                .with("who", who)
                .run(database);
        return told(incident);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`, `INCIDENT_CLOSED`
    @Transactional(Transactional.TxType.MANDATORY)
    Incident close(IncidentId incident, Words text, String who) {
        locked(incident);
        Sql.of(SAY)
                .with("incident", incident)
                .with("kind", Kind.CLOSED)
                .with("severity", null)
                .with("components", null)
                .with("causeKo", null)
                .with("causeEn", null)
                .with("textKo", text.ko())
                .with("textEn", text.en())
                .with("recovery", null)
                .with("next", null)
                .with("who", who)
                .run(database);
        return told(incident);
    }

    Optional<Incident> find(IncidentId incident) {
        return whole(Sql.of(ONE).with("incident", incident).list(database, Incidents::frame)).stream()
                .findFirst();
    }

    /// Newest first.
    List<Incident> list(boolean open, Optional<IncidentId> after, int most) {
        return whole(Sql.of(LIST)
                .with("open", open)
                .with("after", after.map(IncidentId::value).orElse(null))
                .with("most", most)
                .list(database, Incidents::frame));
    }

    private Standing locked(IncidentId incident) {
        var standing = Sql.of(LOCK)
                .with("incident", incident)
                .first(
                        database,
                        row -> new Standing(
                                row.number("updates"),
                                row.maybeMoment("closed_at").isPresent()))
                .orElseThrow(
                        () -> NOT_FOUND.because("There is no such incident.").asException());
        if (standing.closed()) {
            throw INCIDENT_CLOSED
                    .because("It was closed before. Please open another one.")
                    .asException();
        }
        return standing;
    }

    private void requireInOrder(Instant next, @Nullable Instant recovery, @Nullable Instant started) {
        var right = Sql.of(IN_ORDER)
                .with("next", written(next))
                .with("recovery", written(recovery))
                .with("started", written(started))
                .one(database, row -> new Right(row.flag("next"), row.flag("recovery"), row.flag("started")));
        if (!right.next()) {
            throw NEXT_UPDATE_NOT_AHEAD
                    .because("Please say when there will be news: later than now, and within 7 days.")
                    .asException();
        }
        if (!right.recovery()) {
            throw INVALID_REQUEST
                    .because("A recovery is expected later than now, or at no known time.")
                    .asException();
        }
        if (!right.started()) {
            throw INVALID_REQUEST.because("An incident has begun by now.").asException();
        }
    }

    private Incident told(IncidentId incident) {
        var now = find(incident).orElseThrow();
        outbox.append(now.told());
        return now;
    }

    private List<Incident> whole(List<Frame> frames) {
        var said = Sql.of(SAID)
                .with(
                        "incidents",
                        frames.stream().map(frame -> frame.id().value()).toList())
                .list(database, row -> new SaidOf(new IncidentId(row.uuid("incident_id")), said(row)))
                .stream()
                .collect(
                        Collectors.groupingBy(SaidOf::incident, Collectors.mapping(SaidOf::said, Collectors.toList())));
        return frames.stream()
                .map(frame -> whole(frame, said.getOrDefault(frame.id(), List.of())))
                .toList();
    }

    private static Incident whole(Frame frame, List<Said> history) {
        var last = history.getLast();
        var next = last.nextUpdateAt();
        return new Incident(
                frame.id(),
                last.severity(),
                last.components(),
                frame.title(),
                last.cause(),
                frame.startedAt(),
                frame.openedAt(),
                last.expectedRecoveryAt(),
                next,
                next != null && !next.isAfter(frame.now()),
                frame.closedAt().orElse(null),
                history);
    }

    private static Frame frame(Row row) throws SQLException {
        return new Frame(
                new IncidentId(row.uuid("id")),
                new Words(row.text("title_ko"), row.text("title_en")),
                row.moment("started_at"),
                row.moment("opened_at"),
                row.maybeMoment("closed_at"),
                row.moment("now"));
    }

    private static Said said(Row row) throws SQLException {
        var text = row.maybeText("text_ko");
        return new Said(
                row.number("number"),
                Kind.valueOf(row.text("kind")),
                Severity.valueOf(row.text("severity")),
                row.texts("components").stream().map(Component::valueOf).toList(),
                new Words(row.text("cause_ko"), row.text("cause_en")),
                text.isEmpty() ? null : new Words(text.get(), row.text("text_en")),
                row.maybeMoment("expected_recovery_at").orElse(null),
                row.maybeMoment("next_update_at").orElse(null),
                row.text("who"),
                row.moment("at"));
    }

    private static List<Component> sorted(Collection<Component> components) {
        return components.stream().distinct().sorted().toList();
    }

    private static @Nullable String written(@Nullable Instant moment) {
        return moment == null ? null : moment.toString();
    }
}
