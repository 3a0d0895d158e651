package io.holdfast.ticketing.checkin;

import static io.holdfast.contracts.problem.ProblemType.GATE_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.INVITATION_INVALID;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.holdfast.contracts.id.GateId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// Which phones let people in. A gate is set up by the organiser and enrolled by a link that is good for one phone;
/// nobody who works at a door needs an account. Of its secrets only hashes are kept.
@ApplicationScoped
class Gates {

    /// For telling what was scanned without a network.
    static final Duration AFTERWARDS = Duration.ofHours(24);

    private static final Duration INVITED_FOR = Duration.ofHours(24);

    private static final String ADD = """
        insert into gate (id, performance_id, name, created_by)
        values (:gate, :performance, :name, :who)
        on conflict (performance_id, name) do update
           set name = excluded.name
        returning id, performance_id, name
        """;

    private static final String PERFORMANCE = "select performance_id from gate where id = :gate";

    /// Whatever phone it was before, it is none until somebody follows the link.
    private static final String INVITE = """
        update gate
           set invitation_hash = :invitation, invitation_until = now() + :valid * interval '1 second',
               token_hash = null, enrolled_at = null, closed_at = null
         where id = :gate
        returning invitation_until
        """;

    /// The same phone may ask again, whose first answer was lost.
    private static final String ENROL = """
        update gate
           set token_hash = :token, enrolled_at = coalesce(enrolled_at, now()), seen_at = now()
         where invitation_hash = :invitation
           and invitation_until > now()
           and closed_at is null
           and (token_hash is null or token_hash = :token)
        returning id, performance_id, name
        """;

    private static final String CLOSE = """
        update gate
           set closed_at = now(), invitation_hash = null, token_hash = null
         where id = :gate
        """;

    /// Locks the gate's row, so that what one gate tells is written down one after the other.
    private static final String ENTER = """
        update gate
           set seen_at = now()
          from performance
         where gate.token_hash = :token
           and gate.closed_at is null
           and performance.id = gate.performance_id
           and performance.starts_at > now() - :afterwards * interval '1 second'
        returning gate.id, gate.performance_id, gate.name
        """;

    private static final String ALL = """
        select gate.id, gate.performance_id, gate.name, gate.enrolled_at, gate.seen_at, gate.closed_at,
               count(scan.id) filter (where scan.verdict = 'ENTERED') as entered,
               count(scan.id) filter (where scan.verdict = 'ENTERED' and scan.exception is not null) as exceptions,
               count(scan.id) filter (where not scan.let_in) as turned_away
          from gate
          left join scan on scan.gate_id = gate.id
         where gate.performance_id = :performance
         group by gate.id
         order by gate.name, gate.id
        """;

    /// @param seenAt when it last asked or told anything
    record Seen(
            Gate gate,
            Optional<Instant> enrolledAt,
            Optional<Instant> seenAt,
            Optional<Instant> closedAt,
            int entered,
            int exceptions,
            int turnedAway) {}

    /// @param secret is told once and kept nowhere
    record Invitation(String secret, Instant until) {}

    private final DataSource database;
    private final SecureRandom random = new SecureRandom();

    Gates(DataSource database) {
        this.database = database;
    }

    /// The same name again is the same gate.
    Gate add(PerformanceId performance, String name, String who) {
        return Sql.of(ADD)
                .with("gate", GateId.next())
                .with("performance", performance)
                .with("name", name)
                .with("who", who)
                .one(database, Gates::read);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `NOT_FOUND`
    PerformanceId performanceOf(GateId gate) {
        return Sql.of(PERFORMANCE)
                .with("gate", gate)
                .first(database, row -> new PerformanceId(row.uuid("performance_id")))
                .orElseThrow(() -> NOT_FOUND.because("There is no such gate.").asException());
    }

    /// The link of before and the phone it was for end.
    Invitation invite(GateId gate) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var secret = Bytes.text(bytes);
        return Sql.of(INVITE)
                .with("gate", gate)
                .with("invitation", hash("invitation", secret))
                .with("valid", INVITED_FOR.toSeconds())
                .one(database, row -> new Invitation(secret, row.moment("invitation_until")));
    }

    /// @param token the phone has thought of it
    /// @throws io.holdfast.contracts.problem.ProblemException `INVITATION_INVALID`
    Gate enrol(String invitation, String token) {
        return Sql.of(ENROL)
                .with("invitation", hash("invitation", invitation))
                .with("token", hash("token", token))
                .first(database, Gates::read)
                .orElseThrow(() -> INVITATION_INVALID
                        .because("This link has been used on another phone, or its time is over.")
                        .asException());
    }

    /// What it has not told yet, it cannot tell any more.
    void close(GateId gate) {
        Sql.of(CLOSE).with("gate", gate).run(database);
    }

    /// @throws io.holdfast.contracts.problem.ProblemException `GATE_REQUIRED`
    Gate enter(Optional<String> token) {
        return token.flatMap(secret -> Sql.of(ENTER)
                        .with("token", hash("token", secret))
                        .with("afterwards", AFTERWARDS.toSeconds())
                        .first(database, Gates::read))
                .orElseThrow(() -> GATE_REQUIRED
                        .because("Ask the organiser for a link to this gate.")
                        .asException());
    }

    List<Seen> of(PerformanceId performance) {
        return Sql.of(ALL)
                .with("performance", performance)
                .list(
                        database,
                        row -> new Seen(
                                read(row),
                                row.maybeMoment("enrolled_at"),
                                row.maybeMoment("seen_at"),
                                row.maybeMoment("closed_at"),
                                row.number("entered"),
                                row.number("exceptions"),
                                row.number("turned_away")));
    }

    private static Gate read(Row row) throws SQLException {
        return new Gate(new GateId(row.uuid("id")), new PerformanceId(row.uuid("performance_id")), row.text("name"));
    }

    /// Secrets are random and long, so a plain hash cannot be turned around.
    private static String hash(String what, String secret) {
        return Bytes.sha256("gate " + what + ":" + secret);
    }
}
