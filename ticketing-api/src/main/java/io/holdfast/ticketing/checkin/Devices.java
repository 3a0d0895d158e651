package io.holdfast.ticketing.checkin;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.TICKET_MOVED_TOO_OFTEN;
import static io.holdfast.contracts.problem.ProblemType.TICKET_NOT_SHOWN_YET;
import static io.holdfast.contracts.problem.ProblemType.TICKET_NOT_VALID;
import static io.holdfast.contracts.problem.ProblemType.TICKET_USED;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.show.Performance;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// Which phone shows a ticket. It is the one that asked last; the former one's codes are worthless from then on.
@ApplicationScoped
class Devices {

    /// So often a ticket may move from phone to phone while one person holds it.
    private static final int MOST_ISSUES = 20;

    private static final String MINE = """
        select ticket.performance_id, ticket.state, ticket.entered_at is not null as entered, now() as now,
               exists (select from closing where closing.performance_id = ticket.performance_id) as closed
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket.id = :ticket
           and (""" + Tickets.HELD + ")";

    /// The same phone again changes nothing. What was printed before is worthless from then on.
    private static final String SHOW_ON = """
        update ticket
           set issue = issue + case when device_key <> :device or printed_at is not null then 1 else 0 end,
               device_at = case when device_key = :device then device_at else now() end,
               device_key = :device,
               code = case when printed_at is not null then :code else code end,
               printed_at = null
         where id = :ticket
           and state = 'VALID'
           and entered_at is null
           and (device_key = :device or device_key is null and printed_at is null
                or issue - held_from_issue < :most - 1)
        returning issue
        """;

    /// A ticket that is printed already stays so, with the code it has. The phone's codes end with its issue.
    private static final String PRINT = """
        update ticket
           set issue = issue + case when printed_at is null and device_key is not null then 1 else 0 end,
               device_key = null,
               device_at = null,
               code = case when printed_at is null then :code else code end,
               printed_at = coalesce(printed_at, now())
         where id = :ticket
           and state = 'VALID'
           and entered_at is null
           and (device_key is null or issue - held_from_issue < :most - 1)
        """;

    private static final String HOLDER = """
        select coalesce(ticket.holder_id, orders.customer_id) as customer_id,
               coalesce(ticket.holder_contact, orders.recipient) as contact
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket.id = :ticket
        """;

    private final DataSource database;
    private final Catalogue catalogue;
    private final CheckInKeys keys;
    private final Tickets tickets;
    private final Customers customers;

    Devices(DataSource database, Catalogue catalogue, CheckInKeys keys, Tickets tickets, Customers customers) {
        this.database = database;
        this.catalogue = catalogue;
        this.keys = keys;
        this.tickets = tickets;
        this.customers = customers;
    }

    /// @param issue the ticket's number of issue
    /// @param certificate that this phone's key speaks for it
    record Shown(int issue, byte[] certificate, Instant now) {}

    private record Asked(PerformanceId performance, Ticket.State state, boolean entered, Instant now, boolean closed) {}

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
        var performance = shownNow(asked);
        var issue = Sql.of(SHOW_ON)
                .with("ticket", ticket)
                .with("device", Bytes.text(device))
                .with("code", tickets.newCode())
                .with("most", MOST_ISSUES)
                .first(database, row -> row.number("issue"))
                .orElseThrow(() -> whyNot(mine(ticket, visitor)));
        return new Shown(
                issue,
                keys.of(performance.id()).sign(TicketCode.certified(performance.id(), ticket, issue, device)),
                asked.now());
    }

    /// The ticket is on paper from now on, and on no phone.
    ///
    /// @return whose name goes with it; empty when nobody can say any more
    /// @throws ProblemException as [#show], but for the key
    String print(TicketId ticket, Visitor visitor) {
        shownNow(mine(ticket, visitor));
        if (Sql.of(PRINT)
                        .with("ticket", ticket)
                        .with("code", tickets.newCode())
                        .with("most", MOST_ISSUES)
                        .run(database)
                == 0) {
            throw whyNot(mine(ticket, visitor));
        }
        return Sql.of(HOLDER)
                .with("ticket", ticket)
                .one(database, row -> name(new CustomerId(row.uuid("customer_id")), row.text("contact")));
    }

    private String name(CustomerId holder, String contact) {
        try {
            return customers.open(holder, contact).name();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private Performance shownNow(Asked asked) {
        var performance = catalogue.performance(asked.performance());
        if (performance.calledOff().isPresent()) {
            throw TICKET_NOT_VALID
                    .because("This performance has been called off.")
                    .asException();
        }
        if (asked.closed()) {
            throw TICKET_NOT_VALID.because("This performance is over.").asException();
        }
        var from = performance.ticketsShownFrom();
        if (asked.now().isBefore(from)) {
            throw TICKET_NOT_SHOWN_YET
                    .because("This ticket is shown from the day before.")
                    .with("shownFrom", from.toString())
                    .asException();
        }
        return performance;
    }

    private Asked mine(TicketId ticket, Visitor visitor) {
        return Sql.of(MINE)
                .with("ticket", ticket)
                .with("customers", visitor.customers())
                .with("subjects", visitor.subjectNames())
                .first(
                        database,
                        row -> new Asked(
                                new PerformanceId(row.uuid("performance_id")),
                                Ticket.State.valueOf(row.text("state")),
                                row.flag("entered"),
                                row.moment("now"),
                                row.flag("closed")))
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
