package io.holdfast.ticketing.transfer;

import static io.holdfast.contracts.problem.ProblemType.LOGIN_REQUIRED;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.TICKET_NOT_VALID;
import static io.holdfast.contracts.problem.ProblemType.TICKET_USED;
import static io.holdfast.contracts.problem.ProblemType.TRANSFER_ENDED;
import static io.holdfast.contracts.problem.ProblemType.TRANSFER_NOT_OFFERED;

import io.holdfast.contracts.event.ContactEvent.ContactSaved;
import io.holdfast.contracts.event.SalesEvent.TicketTransferred;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.ShowId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.id.TransferId;
import io.holdfast.contracts.personal.Contact;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.account.Customers;
import io.holdfast.ticketing.http.BearerLinks;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.visitor.Visitor;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Where tickets are given and taken.
@ApplicationScoped
class Transfers {

    private static final String MINE = """
        select ticket.performance_id, ticket.state, ticket.entered_at is not null as entered, show.transfers_allowed,
               performance.cancelled_at is null and performance.starts_at > now() as ahead
          from ticket
          join orders on orders.id = ticket.order_id
          join performance on performance.id = ticket.performance_id
          join show on show.id = performance.show_id
         where ticket.id = :ticket
           and (""" + Tickets.HELD + ")";

    private static final String LAPSE = """
        update ticket_transfer
           set state = 'LAPSED', answered_at = now()
         where ticket_id = :ticket
           and state = 'OFFERED'
           and until <= now()
        """;

    private static final String OFFER = """
        insert into ticket_transfer (id, ticket_id, giver_id, until)
        select :id, ticket.id, coalesce(ticket.holder_id, orders.customer_id),
               least(performance.starts_at, now() + interval '3 days')
          from ticket
          join orders on orders.id = ticket.order_id
          join performance on performance.id = ticket.performance_id
          join show on show.id = performance.show_id
         where ticket.id = :ticket
           and ticket.state = 'VALID'
           and ticket.entered_at is null
           and show.transfers_allowed
           and performance.cancelled_at is null
           and performance.starts_at > now()
           and (""" + Tickets.HELD + """
               )
        on conflict (ticket_id) where state = 'OFFERED' do nothing
        """;

    private static final String OPEN =
            "select id, until from ticket_transfer where ticket_id = :ticket and state = 'OFFERED' and until > now()";

    private static final String WITHDRAW = """
        update ticket_transfer
           set state = 'WITHDRAWN', answered_at = now()
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket_transfer.id = :id
           and ticket_transfer.state = 'OFFERED'
           and ticket.id = ticket_transfer.ticket_id
           and ticket.id = :ticket
           and (""" + Tickets.HELD + ")";

    private static final String BY_ID = """
        select transfer.id, transfer.ticket_id, transfer.state, transfer.until, transfer.taker_id, ticket.performance_id,
               ticket.label, ticket.grade, transfer.state = 'OFFERED' and transfer.until > now() and ticket.state = 'VALID'
               and ticket.entered_at is null and performance.cancelled_at is null and show.transfers_allowed as open,
               coalesce(""" + Tickets.HELD + """
               , false) as mine
          from ticket_transfer as transfer
          join ticket on ticket.id = transfer.ticket_id
          join orders on orders.id = ticket.order_id
          join performance on performance.id = ticket.performance_id
          join show on show.id = performance.show_id
         where transfer.id = :id
        """;

    private static final String GUEST = """
        insert into customer (id, kind, contact, phone_index, email_index)
        values (:id, 'GUEST', :contact, :phoneIndex, :emailIndex)
        """;

    /// Whoever asks to be forgotten at the same moment is first or second.
    private static final String STAYS = "select from customer where id = :taker and kind = 'MEMBER' for key share";

    /// The one statement by which a ticket changes hands: of all who accept, withdraw, give back or enter at
    /// once, one finds it as it must be.
    private static final String ACCEPT = """
        with taken as (
            update ticket_transfer
               set state = 'ACCEPTED', answered_at = now(), taker_id = :taker
             where id = :id
               and state = 'OFFERED'
               and until > now()
            returning ticket_id, giver_id)
        update ticket
           set holder_id = :taker, holder_subject = :subject, holder_contact = :contact,
               issue = ticket.issue + 1, held_from_issue = ticket.issue + 1,
               device_key = null, device_at = null, code = :code, printed_at = null
          from taken, orders, performance, show
         where ticket.id = taken.ticket_id
           and orders.id = ticket.order_id
           and performance.id = ticket.performance_id
           and show.id = performance.show_id
           and ticket.state = 'VALID'
           and ticket.entered_at is null
           and coalesce(ticket.holder_id, orders.customer_id) = taken.giver_id
           and performance.cancelled_at is null
           and show.transfers_allowed
        returning ticket.id, ticket.performance_id, ticket.order_id, ticket.label, taken.giver_id, now() as at
        """;

    private static final String RECEIVED = """
        select ticket.id, ticket.performance_id, ticket.label, ticket.grade, ticket.state,
               ticket.entered_at is not null as used
          from ticket
          join performance on performance.id = ticket.performance_id
         where ticket.holder_id = any (cast(:customers as uuid[])) or ticket.holder_subject = any (:subjects)
         order by performance.starts_at desc, ticket.label, ticket.id
         limit 100
        """;

    private static final String ALLOW = "update show set transfers_allowed = :allowed where id = :show";

    private final DataSource database;
    private final Catalogue catalogue;
    private final Customers customers;
    private final Tickets tickets;
    private final Outbox outbox;
    private final BearerLinks links;

    Transfers(
            DataSource database,
            Catalogue catalogue,
            Customers customers,
            Tickets tickets,
            Outbox outbox,
            @ConfigProperty(name = "holdfast.account.key") String key) {
        this.database = database;
        this.catalogue = catalogue;
        this.customers = customers;
        this.tickets = tickets;
        this.outbox = outbox;
        this.links = new BearerLinks(key, "ticket-transfer");
    }

    /// @param until exclusive
    record Offer(TransferId id, String token, Instant until) {}

    /// @param allowed whether it can be given away at all
    record Standing(boolean allowed, Optional<Offer> offer) {}

    /// A link as whoever has it sees it.
    ///
    /// @param open whether it can be accepted
    /// @param mine whether whoever looks holds the ticket
    record Shown(
            TransferId id,
            TicketId ticket,
            PerformanceId performance,
            String label,
            String grade,
            Instant until,
            boolean accepted,
            boolean open,
            boolean mine) {}

    record Received(
            TicketId id, PerformanceId performance, String label, String grade, Ticket.State state, boolean used) {}

    private record Held(Ticket.State state, boolean entered, boolean allowed, boolean ahead) {

        boolean canBeGiven() {
            return state == Ticket.State.VALID && !entered && allowed && ahead;
        }
    }

    /// @throws ProblemException `NOT_FOUND`, whether it is somebody else's or nobody's
    Standing standing(TicketId ticket, Visitor visitor) {
        return new Standing(held(ticket, visitor).canBeGiven(), open(ticket));
    }

    /// The link to a ticket; while there is one, it stays the same.
    ///
    /// @throws ProblemException `NOT_FOUND`, `TICKET_NOT_VALID`, `TICKET_USED`, `TRANSFER_NOT_OFFERED`
    @Transactional
    Offer offer(TicketId ticket, Visitor visitor) {
        var held = held(ticket, visitor);
        Sql.of(LAPSE).with("ticket", ticket).run(database);
        seenBy(visitor, OFFER)
                .with("id", TransferId.next())
                .with("ticket", ticket)
                .run(database);
        return open(ticket).filter(_ -> held.canBeGiven()).orElseThrow(() -> whyNot(held));
    }

    /// Taking it back again changes nothing.
    ///
    /// @throws ProblemException `NOT_FOUND`, also when somebody has accepted: the ticket is theirs
    @Transactional
    void withdraw(TicketId ticket, TransferId id, Visitor visitor) {
        if (seenBy(visitor, WITHDRAW).with("id", id).with("ticket", ticket).run(database) == 1) {
            return;
        }
        var mine = seenBy(visitor, BY_ID)
                .with("id", id)
                .first(database, Transfers::shown)
                .filter(transfer -> transfer.ticket().equals(ticket) && transfer.mine() && !transfer.accepted());
        if (mine.isEmpty()) {
            throw NOT_FOUND.because("There is no such transfer.").asException();
        }
    }

    /// @throws ProblemException `NOT_FOUND`, whatever is wrong with the link
    Shown look(String token, Visitor visitor) {
        return links.read(token)
                .flatMap(id -> seenBy(visitor, BY_ID).with("id", id).first(database, Transfers::shown))
                .orElseThrow(() -> NOT_FOUND.because("There is no such link.").asException());
    }

    /// The ticket is the visitor's from now on. Who has accepted it may accept it again.
    ///
    /// @param contact the name on the ticket, and how its holder is reached
    /// @throws ProblemException `NOT_FOUND`; `TRANSFER_ENDED` when anything else was faster;
    ///     `LOGIN_REQUIRED` where tickets are for members only; `TRANSFER_NOT_OFFERED` to whoever holds it
    @Transactional
    Shown accept(String token, Visitor visitor, Contact contact) {
        var shown = look(token, visitor);
        if (shown.accepted() && shown.mine()) {
            return shown;
        }
        if (shown.mine()) {
            throw TRANSFER_NOT_OFFERED.because("This ticket is yours already.").asException();
        }
        if (visitor.customer().isEmpty()
                && catalogue.performance(shown.performance()).sale().accountsOnly()) {
            throw LOGIN_REQUIRED
                    .because("Tickets of this show are for members.")
                    .asException();
        }
        var taker = visitor.customer().orElseGet(CustomerId::next);
        var reached = customers.sealed(taker, contact);
        if (visitor.customer().isPresent()) {
            var stays = Sql.of(STAYS).with("taker", taker).first(database, _ -> taker);
            if (stays.isEmpty()) {
                throw LOGIN_REQUIRED.plain().asException();
            }
        } else {
            Sql.of(GUEST)
                    .with("id", taker)
                    .with("contact", reached.contact())
                    .with("phoneIndex", reached.phoneIndex())
                    .with("emailIndex", reached.emailIndex())
                    .run(database);
        }
        var transferred = Sql.of(ACCEPT)
                .with("id", shown.id())
                .with("taker", taker)
                .with("subject", visitor.subject().value())
                .with("contact", reached.recipient())
                .with("code", tickets.newCode())
                .first(database, row -> transferred(row, shown.id(), taker))
                .orElseThrow(() -> TRANSFER_ENDED
                        .because("This ticket cannot be accepted any more.")
                        .asException());
        if (visitor.customer().isEmpty()) {
            outbox.append(new ContactSaved(taker, reached.contact(), transferred.at()));
        }
        outbox.append(transferred);
        return look(token, visitor);
    }

    /// What the visitor was given by others; at most 100, the latest performance first.
    List<Received> received(Visitor visitor) {
        return seenBy(visitor, RECEIVED)
                .list(
                        database,
                        row -> new Received(
                                new TicketId(row.uuid("id")),
                                new PerformanceId(row.uuid("performance_id")),
                                row.text("label"),
                                row.text("grade"),
                                Ticket.State.valueOf(row.text("state")),
                                row.flag("used")));
    }

    /// Whether tickets of a show can be given to others. What has been given stays given; links end with it.
    void allow(ShowId show, boolean allowed) {
        Sql.of(ALLOW).with("show", show).with("allowed", allowed).run(database);
    }

    private Held held(TicketId ticket, Visitor visitor) {
        return seenBy(visitor, MINE)
                .with("ticket", ticket)
                .first(
                        database,
                        row -> new Held(
                                Ticket.State.valueOf(row.text("state")),
                                row.flag("entered"),
                                row.flag("transfers_allowed"),
                                row.flag("ahead")))
                .orElseThrow(() -> NOT_FOUND.because("There is no such ticket.").asException());
    }

    private Optional<Offer> open(TicketId ticket) {
        return Sql.of(OPEN).with("ticket", ticket).first(database, row -> {
            var id = new TransferId(row.uuid("id"));
            return new Offer(id, links.token(id.value()), row.moment("until"));
        });
    }

    private static ProblemException whyNot(Held held) {
        if (held.state() != Ticket.State.VALID) {
            return TICKET_NOT_VALID.because("This ticket has been given back.").asException();
        }
        if (held.entered()) {
            return TICKET_USED.because("This ticket has been used.").asException();
        }
        return TRANSFER_NOT_OFFERED
                .because(
                        held.allowed()
                                ? "The performance has begun or is called off."
                                : "The organiser does not allow tickets of this show to be given away.")
                .asException();
    }

    private static Sql seenBy(Visitor visitor, String statement) {
        return Sql.of(statement).with("customers", visitor.customers()).with("subjects", visitor.subjectNames());
    }

    private static TicketTransferred transferred(Row row, TransferId id, CustomerId taker) throws SQLException {
        return new TicketTransferred(
                new PerformanceId(row.uuid("performance_id")),
                id,
                new OrderId(row.uuid("order_id")),
                new TicketId(row.uuid("id")),
                row.text("label"),
                new CustomerId(row.uuid("giver_id")),
                taker,
                row.moment("at"));
    }

    private static Shown shown(Row row) throws SQLException {
        return new Shown(
                new TransferId(row.uuid("id")),
                new TicketId(row.uuid("ticket_id")),
                new PerformanceId(row.uuid("performance_id")),
                row.text("label"),
                row.text("grade"),
                row.moment("until"),
                row.text("state").equals("ACCEPTED"),
                row.flag("open"),
                row.flag("mine"));
    }
}
