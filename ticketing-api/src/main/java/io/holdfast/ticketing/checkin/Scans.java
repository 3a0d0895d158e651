package io.holdfast.ticketing.checkin;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;

import io.holdfast.contracts.id.GateId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.checkin.Scan.Decision;
import io.holdfast.ticketing.checkin.Scan.Entry;
import io.holdfast.ticketing.checkin.Scan.Outcome;
import io.holdfast.ticketing.checkin.Scan.Verdict;
import io.holdfast.ticketing.ticket.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Writes down what gates have scanned, and decides who has entered.
@ApplicationScoped
class Scans {

    /// The code on a printed ticket, which does not change.
    private static final Pattern PRINTED = Pattern.compile("HF1\\.([0-9a-f-]{36})\\.([A-Za-z0-9_-]{1,64})");

    private static final String TOLD_BEFORE = """
        select scan.id, scan.gate_id, scan.verdict, scan.let_in, entered.scanned_at as entered_at, door.name as entered_gate
          from scan
          left join ticket on ticket.id = scan.ticket_id and scan.verdict = 'ALREADY_ENTERED'
          left join scan as entered on entered.id = ticket.entered_scan
          left join gate as door on door.id = entered.gate_id
         where scan.id = any (cast(:ids as uuid[]))
        """;

    /// The one statement by which a ticket enters, so it does so once.
    private static final String LET_IN = """
        update ticket
           set entered_at = :at, entered_scan = :scan
         where id = :ticket
           and performance_id = :performance
           and state = 'VALID'
           and entered_at is null
           and issue = :issue
        """;

    private static final String TICKET = """
        select ticket.performance_id, ticket.state, ticket.issue, ticket.code, ticket.printed_at is not null as printed,
               scan.scanned_at as entered_at, gate.name as entered_gate
          from ticket
          left join scan on scan.id = ticket.entered_scan
          left join gate on gate.id = scan.gate_id
         where ticket.id = :ticket
        """;

    private static final String WRITE_DOWN = """
        insert into scan (id, gate_id, performance_id, ticket_id, verdict, let_in, exception, note, scanned_at)
        values (:scan, :gate, :performance, :ticket, :verdict, :letIn, :exception, :note, :at)
        """;

    /// In one order, so that two gates that tell of the same tickets do not wait for each other.
    private static final String LOCK = """
        select id
          from ticket
         where id = any (cast(:tickets as uuid[]))
         order by id
           for no key update
        """;

    /// Our answer was lost, and the gate has decided by itself: the ticket has not been used.
    private static final String SENT_AWAY = """
        with away as (
            update scan
               set verdict = 'TURNED_AWAY', let_in = false
             where id = :scan
               and verdict = 'ENTERED'
            returning id)
        update ticket
           set entered_at = null, entered_scan = null
          from away
         where ticket.entered_scan = away.id
        """;

    /// Our answer was lost, and the gate has decided by itself.
    private static final String LET_IN_ANYWAY = """
        update scan
           set let_in = true
         where id = :scan
           and not let_in
        """;

    private static final String CONFLICTS = """
        select scan.id, scan.ticket_id, scan.verdict, scan.scanned_at, gate.name as gate, ticket.label, orders.booking,
               entered.scanned_at as entered_at, door.name as entered_gate
          from scan
          join gate on gate.id = scan.gate_id
          left join ticket on ticket.id = scan.ticket_id
          left join orders on orders.id = ticket.order_id
          left join scan as entered on entered.id = ticket.entered_scan
          left join gate as door on door.id = entered.gate_id
         where scan.performance_id = :performance
           and scan.let_in
           and scan.verdict <> 'ENTERED'
         order by scan.received_at desc, scan.id
         limit 500
        """;

    /// @param ticket empty when its code could not be read
    record Conflict(
            UUID scan,
            Optional<TicketId> ticket,
            Optional<String> label,
            Optional<String> booking,
            Verdict verdict,
            String gate,
            Instant at,
            Optional<Entry> earlier) {}

    private record Known(
            TicketId id,
            PerformanceId performance,
            Ticket.State state,
            int issue,
            String code,
            boolean printed,
            Optional<Entry> entered) {}

    /// What a code or a name leads to, before the state of things.
    private record Shown(int issue, @Nullable Verdict refusal) {

        static Shown refused(Verdict why) {
            return new Shown(0, why);
        }
    }

    private final DataSource database;
    private final Gates gates;
    private final CheckInKeys keys;

    Scans(DataSource database, Gates gates, CheckInKeys keys) {
        this.database = database;
        this.gates = gates;
        this.keys = keys;
    }

    /// In the order given. What this gate has told before is answered as it was then, but that somebody is inside whom
    /// the gate says to have let in since.
    ///
    /// @throws io.holdfast.contracts.problem.ProblemException `GATE_REQUIRED`; `INVALID_REQUEST` when
    ///     another gate has
    ///     told of a scan of this name
    @Transactional
    List<Outcome> hear(Optional<String> token, List<Scan> scans) {
        var gate = gates.enter(token);
        var before = toldBefore(gate, scans);
        Sql.of(LOCK)
                .with(
                        "tickets",
                        scans.stream()
                                .flatMap(scan -> named(scan).stream())
                                .map(TicketId::value)
                                .distinct()
                                .toList())
                .list(database, row -> row.uuid("id"));
        return scans.stream()
                .map(scan -> before.stream()
                        .filter(told -> told.id().equals(scan.id()))
                        .findFirst()
                        .map(told -> again(scan, told))
                        .orElseGet(() -> hear(gate, scan)))
                .toList();
    }

    /// Which ticket it is about, if it says so.
    private static Optional<TicketId> named(Scan scan) {
        var text = scan.code().orElse("");
        var printed = PRINTED.matcher(text);
        return printed.matches()
                ? printed(printed)
                : scan.ticket().or(() -> TicketCode.read(text).map(TicketCode::ticket));
    }

    private static Optional<TicketId> printed(Matcher code) {
        try {
            return Optional.of(TicketId.fromString(code.group(1)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Outcome again(Scan scan, Outcome told) {
        var decision = scan.decision().orElse(null);
        if (decision == Decision.LET_IN && !told.letIn()) {
            Sql.of(LET_IN_ANYWAY).with("scan", scan.id()).run(database);
            return new Outcome(told.id(), told.verdict(), true, told.earlier());
        }
        if (decision == Decision.TURNED_AWAY && told.verdict() == Verdict.ENTERED) {
            Sql.of(SENT_AWAY).with("scan", scan.id()).run(database);
            return new Outcome(told.id(), Verdict.TURNED_AWAY, false, Optional.empty());
        }
        return told;
    }

    private List<Outcome> toldBefore(Gate gate, List<Scan> scans) {
        return Sql.of(TOLD_BEFORE)
                .with("ids", scans.stream().map(Scan::id).toList())
                .list(database, row -> {
                    if (!new GateId(row.uuid("gate_id")).equals(gate.id())) {
                        throw INVALID_REQUEST
                                .because("Another gate has told of a scan of this name.")
                                .asException();
                    }
                    return new Outcome(
                            row.uuid("id"), Verdict.valueOf(row.text("verdict")), row.flag("let_in"), entry(row));
                });
    }

    /// The ticket is locked, so what is known of it stays so.
    private Outcome hear(Gate gate, Scan scan) {
        var known = named(scan).flatMap(this::known);
        var shown = shown(gate, scan, known);
        var verdict = verdict(gate, scan, shown, known);
        var ticket = known.map(Known::id).orElse(null);
        if (verdict == Verdict.ENTERED && !letIn(gate, scan, ticket, shown.issue())) {
            throw new IllegalStateException("ticket " + ticket + " may enter and does not");
        }
        var letIn = scan.decision().map(Decision.LET_IN::equals).orElse(verdict == Verdict.ENTERED);
        Sql.of(WRITE_DOWN)
                .with("scan", scan.id())
                .with("gate", gate.id())
                .with("performance", gate.performance())
                .with("ticket", ticket)
                .with("verdict", verdict.name())
                .with("letIn", letIn)
                .with("exception", scan.exception().map(Enum::name).orElse(null))
                .with("note", scan.note().orElse(null))
                .with("at", scan.at())
                .run(database);
        return new Outcome(
                scan.id(),
                verdict,
                letIn,
                verdict == Verdict.ALREADY_ENTERED ? known.flatMap(Known::entered) : Optional.empty());
    }

    private boolean letIn(Gate gate, Scan scan, @Nullable TicketId ticket, int issue) {
        return Sql.of(LET_IN)
                        .with("ticket", ticket)
                        .with("performance", gate.performance())
                        .with("issue", issue)
                        .with("scan", scan.id())
                        .with("at", scan.at())
                        .run(database)
                == 1;
    }

    /// Whether the code is true; not yet whether it lets in.
    private Shown shown(Gate gate, Scan scan, Optional<Known> known) {
        if (scan.code().isEmpty()) {
            return new Shown(known.map(Known::issue).orElse(0), null);
        }
        var text = scan.code().get();
        var printed = PRINTED.matcher(text);
        if (printed.matches()) {
            return known.filter(ticket -> ticket.printed() && isSame(ticket.code(), printed.group(2)))
                    .map(ticket -> scan.exception().isEmpty()
                            ? Shown.refused(Verdict.IDENTITY_NEEDED)
                            : new Shown(ticket.issue(), null))
                    .orElseGet(() -> Shown.refused(Verdict.FORGED));
        }
        return TicketCode.read(text)
                .map(code -> shown(scan, code, known.map(Known::performance).orElse(gate.performance())))
                .orElseGet(() -> Shown.refused(Verdict.FORGED));
    }

    private Shown shown(Scan scan, TicketCode code, PerformanceId performance) {
        if (!code.isTrue(performance, keys.of(performance).publicKey())) {
            return Shown.refused(Verdict.FORGED);
        }
        return code.isOf(scan.at()) ? new Shown(code.issue(), null) : Shown.refused(Verdict.STALE);
    }

    private static Verdict verdict(Gate gate, Scan scan, Shown shown, Optional<Known> known) {
        if (scan.decision().filter(Decision.TURNED_AWAY::equals).isPresent()) {
            return Verdict.TURNED_AWAY;
        }
        if (known.isEmpty() || shown.refusal() == Verdict.FORGED) {
            return Verdict.FORGED;
        }
        var ticket = known.get();
        if (!ticket.performance().equals(gate.performance())) {
            return Verdict.OTHER_PERFORMANCE;
        }
        if (shown.refusal() != null) {
            return shown.refusal();
        }
        if (ticket.state() != Ticket.State.VALID) {
            return Verdict.CANCELLED;
        }
        if (ticket.issue() != shown.issue()) {
            return Verdict.MOVED;
        }
        return ticket.entered().isPresent() ? Verdict.ALREADY_ENTERED : Verdict.ENTERED;
    }

    private Optional<Known> known(TicketId ticket) {
        return Sql.of(TICKET)
                .with("ticket", ticket)
                .first(
                        database,
                        row -> new Known(
                                ticket,
                                new PerformanceId(row.uuid("performance_id")),
                                Ticket.State.valueOf(row.text("state")),
                                row.number("issue"),
                                row.text("code"),
                                row.flag("printed"),
                                entry(row)));
    }

    private static Optional<Entry> entry(Row row) throws SQLException {
        var gate = row.maybeText("entered_gate");
        var at = row.maybeMoment("entered_at");
        return gate.isPresent() && at.isPresent() ? Optional.of(new Entry(gate.get(), at.get())) : Optional.empty();
    }

    private static boolean isSame(String known, String told) {
        return MessageDigest.isEqual(known.getBytes(StandardCharsets.UTF_8), told.getBytes(StandardCharsets.UTF_8));
    }

    /// Newest first.
    List<Conflict> conflicts(PerformanceId performance) {
        return Sql.of(CONFLICTS)
                .with("performance", performance)
                .list(
                        database,
                        row -> new Conflict(
                                row.uuid("id"),
                                row.maybeUuid("ticket_id").map(TicketId::new),
                                row.maybeText("label"),
                                row.maybeText("booking"),
                                Verdict.valueOf(row.text("verdict")),
                                row.text("gate"),
                                row.moment("scanned_at"),
                                entry(row)));
    }
}
