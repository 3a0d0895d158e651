package io.holdfast.ticketing.checkin;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.TICKET_MOVED_TOO_OFTEN;
import static io.holdfast.contracts.problem.ProblemType.TICKET_NOT_SHOWN_YET;
import static io.holdfast.contracts.problem.ProblemType.TICKET_NOT_VALID;
import static io.holdfast.contracts.problem.ProblemType.TICKET_USED;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Which phone shows a ticket. It is the one that asked last; the former one's codes are worthless from then on.
@ApplicationScoped
class Devices {

    /// So often a ticket may move from phone to phone.
    private static final int MOST_ISSUES = 20;

    private static final String MINE = """
        select ticket.performance_id, ticket.state, ticket.entered_at is not null as entered, now() as now
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket.id = :ticket
           and (orders.customer_id = cast(:customer as uuid) or orders.subject = any (:subjects))
        """;

    /// The same phone again changes nothing.
    private static final String SHOW_ON = """
        update ticket
           set issue = issue + case when device_key <> :device then 1 else 0 end,
               device_at = case when device_key = :device then device_at else now() end,
               device_key = :device
         where id = :ticket
           and state = 'VALID'
           and entered_at is null
           and (device_key is null or device_key = :device or issue < :most)
        returning issue
        """;

    private final DataSource database;
    private final Catalogue catalogue;
    private final CheckInKeys keys;

    Devices(DataSource database, Catalogue catalogue, CheckInKeys keys) {
        this.database = database;
        this.catalogue = catalogue;
        this.keys = keys;
    }

    /// @param issue the ticket's number of issue
    /// @param certificate that this phone's key speaks for it
    record Shown(int issue, byte[] certificate, Instant now) {}

    private record Asked(PerformanceId performance, Ticket.State state, boolean entered, Instant now) {}

    /// @param proof the phone's signature, see [TicketCode#possessed]
    /// @throws ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's; `INVALID_REQUEST`
    ///     when the key
    ///     is none or is not the phone's; `TICKET_NOT_SHOWN_YET`, `TICKET_NOT_VALID`, `TICKET_USED`,
    ///     `TICKET_MOVED_TOO_OFTEN`
    Shown show(TicketId ticket, Visitor visitor, byte[] device, byte[] proof) {
        var asked = mine(ticket, visitor);
        if (!P256.isSigned(TicketCode.possessed(ticket, device), device, proof)) {
            throw INVALID_REQUEST
                    .because("This is not the phone's key.")
                    .with("faults", List.of(Map.of("field", "proof", "message", "is not signed by the key")))
                    .asException();
        }
        var performance = catalogue.performance(asked.performance());
        if (performance.calledOff().isPresent()) {
            throw TICKET_NOT_VALID
                    .because("This performance has been called off.")
                    .asException();
        }
        var from = performance.ticketsShownFrom();
        if (asked.now().isBefore(from)) {
            throw TICKET_NOT_SHOWN_YET
                    .because("This ticket is shown from the day before.")
                    .with("shownFrom", from.toString())
                    .asException();
        }
        var issue = Sql.of(SHOW_ON)
                .with("ticket", ticket)
                .with("device", Bytes.text(device))
                .with("most", MOST_ISSUES)
                .first(database, row -> row.number("issue"))
                .orElseThrow(() -> whyNot(mine(ticket, visitor)));
        return new Shown(
                issue,
                keys.of(performance.id()).sign(TicketCode.certified(performance.id(), ticket, issue, device)),
                asked.now());
    }

    private Asked mine(TicketId ticket, Visitor visitor) {
        return Sql.of(MINE)
                .with("ticket", ticket)
                .with("customer", visitor.customer().orElse(null))
                .with("subjects", visitor.subjectNames())
                .first(
                        database,
                        row -> new Asked(
                                new PerformanceId(row.uuid("performance_id")),
                                Ticket.State.valueOf(row.text("state")),
                                row.flag("entered"),
                                row.moment("now")))
                .orElseThrow(() -> NOT_FOUND.because("There is no such ticket.").asException());
    }

    private static ProblemException whyNot(Asked asked) {
        if (asked.state() != Ticket.State.VALID) {
            return TICKET_NOT_VALID.because("This ticket has been given back.").asException();
        }
        if (asked.entered()) {
            return TICKET_USED.because("This ticket has been used.").asException();
        }
        return TICKET_MOVED_TOO_OFTEN
                .because("This ticket has been on too many phones; please ask at the box office.")
                .asException();
    }
}
