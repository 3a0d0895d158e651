package io.holdfast.ticketing.seatchange;

import static io.holdfast.contracts.problem.ProblemType.INVALID_REQUEST;
import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;
import static io.holdfast.contracts.problem.ProblemType.SEATS_IN_USE;
import static io.holdfast.contracts.problem.ProblemType.SEAT_CHANGE_ENDED;
import static io.holdfast.contracts.problem.ProblemType.SEAT_CHANGE_PENDING;
import static io.holdfast.contracts.problem.ProblemType.SEAT_UNKNOWN;

import io.holdfast.contracts.account.Subject;
import io.holdfast.contracts.event.SalesEvent.IssuedTicket;
import io.holdfast.contracts.event.SalesEvent.SeatChangeProposed;
import io.holdfast.contracts.event.SalesEvent.SeatChanged;
import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.HoldId;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatChangeId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.contracts.id.TicketId;
import io.holdfast.contracts.problem.ProblemException;
import io.holdfast.messaging.Outbox;
import io.holdfast.sql.Row;
import io.holdfast.sql.Sql;
import io.holdfast.ticketing.hold.Holds;
import io.holdfast.ticketing.order.Orders;
import io.holdfast.ticketing.seat.Adjustments;
import io.holdfast.ticketing.seat.Adjustments.What;
import io.holdfast.ticketing.seat.Releases;
import io.holdfast.ticketing.seat.SeatWatch;
import io.holdfast.ticketing.seatchange.SeatChange.Afterwards;
import io.holdfast.ticketing.seatchange.SeatChange.Place;
import io.holdfast.ticketing.seatchange.SeatChange.State;
import io.holdfast.ticketing.show.Catalogue;
import io.holdfast.ticketing.ticket.Ticket;
import io.holdfast.ticketing.ticket.Tickets;
import io.holdfast.visitor.Visitor;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where other seats are proposed, agreed to and declined. Rows are locked in everybody's order: the order, holds,
/// the proposal, the ticket, seats. Whoever holds the ticket is asked, and nobody else can answer.
@ApplicationScoped
class SeatChanges {

    /// The new seat is put aside if nobody has it and it costs no more than the old one.
    private static final String PUT_ASIDE = """
        with wanted as (
            select id
              from seat
             where performance_id = :performance
               and id = :seat
               and (state = 'AVAILABLE' or (state in ('HELD', 'RELEASED') and until <= now()))
               for update skip locked),
        kept as (
            insert into hold (id, performance_id, sale_id, subject, seats, state, until)
            select :hold, performance.id, performance.sale_id, :subject, array[wanted.id], 'ACTIVE',
                   least(now() + make_interval(hours => :hours), performance.starts_at)
              from wanted, performance
             where performance.id = :performance
               and performance.starts_at > now()
               and performance.cancelled_at is null
            returning until, sale_id),
        counted as (
            insert into shopper (sale_id, subject, seats)
            select sale_id, :subject, 1 from kept)
        update seat
           set state = 'HELD', hold_id = :hold, order_id = null, release_id = null, until = kept.until
          from wanted, kept
         where seat.performance_id = :performance
           and seat.id = wanted.id
        returning seat.until
        """;

    private static final String PROPOSE = """
        insert into seat_change (id, performance_id, order_id, ticket_id, hold_id, old_seat, old_label, old_grade,
                                 new_seat, new_label, new_grade, old_afterwards, reason, proposed_by, until, asked_id,
                                 state)
        values (:id, :performance, :order, :ticket, :hold, :oldSeat, :oldLabel, :oldGrade,
                :newSeat, :newLabel, :newGrade, :afterwards, :reason, :who, :until, :asked,
                'PROPOSED')
        """;

    private static final String COLUMNS = """
        select seat_change.id, seat_change.performance_id, seat_change.order_id, ticket_id, seat_change.hold_id,
               old_seat, old_label, old_grade, new_seat, new_label, new_grade, old_afterwards, reason, proposed_by,
               proposed_at, seat_change.until, answered_by, answered_at, shown,
               case when seat_change.state = 'PROPOSED' and seat_change.until <= clock_timestamp() then 'LAPSED'
                    else seat_change.state end as state
          from seat_change
        """;

    private static final String BY_ID = COLUMNS + "where id = :id";
    private static final String LOCK = BY_ID + " for update";
    private static final String OPEN_OF_TICKET =
            COLUMNS + "where ticket_id = :ticket and state = 'PROPOSED' for update";

    private static final String OF_PERFORMANCE =
            COLUMNS + "where seat_change.performance_id = :performance order by proposed_at desc, id limit 500";

    private static final String MINE = COLUMNS + """
          join ticket on ticket.id = seat_change.ticket_id
          join orders on orders.id = seat_change.order_id
         where (""" + Tickets.HELD + """
               )
         order by proposed_at desc, seat_change.id
         limit 100
        """;

    private static final String HELD_BY = """
        select ticket.id
          from seat_change
          join ticket on ticket.id = seat_change.ticket_id
          join orders on orders.id = ticket.order_id
         where seat_change.id = :id
           and (""" + Tickets.HELD + ")";

    /// Whoever accepts the ticket at this moment has it before the answer, or after it.
    private static final String STILL_HELD_BY = HELD_BY + " for update of ticket";

    private static final String HOLDER = """
        select coalesce(ticket.holder_id, orders.customer_id) as holder
          from ticket
          join orders on orders.id = ticket.order_id
         where ticket.id = :ticket
        """;

    private static final String HOLDER_STAYS = HOLDER + " for update of ticket";

    private static final String LOCK_HOLDS = """
        select hold.id
          from hold
         where id = :hold
            or id = (select hold_id from orders where id = :order)
         order by id
           for update
        """;

    private static final String LOCK_SEATS = """
        select id
          from seat
         where performance_id = :performance
           and id = any (:seats)
         order by id
           for update
        """;

    private static final String TAKE = """
        update seat
           set state = 'SOLD', hold_id = null, order_id = :order, until = null
         where performance_id = :performance
           and id = :seat
           and state = 'HELD'
           and hold_id = :hold
           and until > clock_timestamp()
        """;

    private static final String BLOCK = """
        update seat
           set state = 'BLOCKED', order_id = null
         where performance_id = :performance
           and id = :seat
           and state = 'SOLD'
           and order_id = :order
        """;

    private static final String GIVE_BACK = """
        update seat
           set state = 'AVAILABLE', hold_id = null, until = null
         where performance_id = :performance
           and id = :seat
           and state = 'HELD'
           and hold_id = :hold
        """;

    private static final String END_HOLD = """
        update hold
           set state = :state, ended_at = now()
         where id = :hold
           and state = 'ACTIVE'
        """;

    /// The order's hold names the seats the order has.
    private static final String SEATS_OF_ORDER = """
        update hold
           set seats = array_replace(seats, :from, :to)
         where id = (select hold_id from orders where id = :order)
        """;

    private static final String ANSWER = """
        update seat_change
           set state = :state, answered_by = :who, answered_at = clock_timestamp(), shown = :shown
         where id = :id
           and state = 'PROPOSED'
        """;

    /// Those whose time is over, and those whose ticket was given back.
    private static final String TO_END = """
        select seat_change.id
          from seat_change
          join ticket on ticket.id = seat_change.ticket_id
         where seat_change.state = 'PROPOSED'
           and (seat_change.until <= now() or ticket.state <> 'VALID')
         limit 100
        """;

    /// Those whose ticket has changed hands since they were told of.
    private static final String ASK_ANEW = """
        with moved as (
            select seat_change.id, coalesce(ticket.holder_id, orders.customer_id) as holder
              from seat_change
              join ticket on ticket.id = seat_change.ticket_id
              join orders on orders.id = ticket.order_id
             where seat_change.state = 'PROPOSED'
               and seat_change.until > now()
               and ticket.state = 'VALID'
               and seat_change.asked_id is distinct from coalesce(ticket.holder_id, orders.customer_id)
             order by seat_change.id
             limit 100
               for update of seat_change skip locked)
        update seat_change
           set asked_id = moved.holder
          from moved
         where seat_change.id = moved.id
        returning seat_change.performance_id, seat_change.id, seat_change.order_id, moved.holder, seat_change.ticket_id,
                  seat_change.old_label, seat_change.new_label, seat_change.until, clock_timestamp() as at
        """;

    private static final String PRICES = """
        select id, label, grade, amount, currency
          from seat
         where performance_id = :performance
           and id = any (:seats)
        """;

    private final Holds holds;
    private final Orders orders;
    private final Tickets tickets;
    private final Releases releases;
    private final Adjustments adjustments;
    private final Catalogue catalogue;
    private final SeatWatch watch;
    private final Outbox outbox;
    private final DataSource database;

    SeatChanges(
            Holds holds,
            Orders orders,
            Tickets tickets,
            Releases releases,
            Adjustments adjustments,
            Catalogue catalogue,
            SeatWatch watch,
            Outbox outbox,
            DataSource database) {
        this.holds = holds;
        this.orders = orders;
        this.tickets = tickets;
        this.releases = releases;
        this.adjustments = adjustments;
        this.catalogue = catalogue;
        this.watch = watch;
        this.outbox = outbox;
        this.database = database;
    }

    /// @param hours how long the customer may think about it, at most until the performance begins
    record Wish(SeatId seat, Afterwards afterwards, int hours, String reason) {}

    /// Proposes another seat for a valid ticket and keeps it aside.
    ///
    /// @throws ProblemException `SEAT_UNKNOWN`, `INVALID_REQUEST` for a seat that costs more, `SEATS_IN_USE`,
    ///     `SEAT_CHANGE_PENDING`, `SEAT_CHANGE_ENDED` for a ticket that is not valid or a performance under way
    @Transactional
    SeatChange propose(Ticket seen, Wish wish, String who) {
        var order = orders.lock(seen.order());
        var ticket = tickets.find(seen.id()).orElseThrow();
        if (ticket.state() != Ticket.State.VALID || begun(ticket.performance())) {
            throw SEAT_CHANGE_ENDED
                    .because("This ticket is not valid any more, or the performance has begun.")
                    .asException();
        }
        Sql.of(OPEN_OF_TICKET)
                .with("ticket", ticket.id())
                .first(database, SeatChanges::read)
                .ifPresent(open -> {
                    if (open.state() == State.PROPOSED) {
                        throw SEAT_CHANGE_PENDING
                                .because("The customer has not answered the last proposal for this ticket.")
                                .asException();
                    }
                    end(open, State.LAPSED, null, null);
                });
        var to = requireNotDearer(ticket, wish.seat());
        var id = SeatChangeId.next();
        var hold = HoldId.next();
        var holder = Sql.of(HOLDER_STAYS).with("ticket", ticket.id()).one(database, SeatChanges::holder);
        var until = Sql.of(PUT_ASIDE)
                .with("performance", ticket.performance())
                .with("seat", wish.seat())
                .with("hold", hold)
                .with("subject", shopper(id).value())
                .with("hours", wish.hours())
                .first(database, row -> row.moment("until"))
                .orElseThrow(() -> SEATS_IN_USE
                        .because("Somebody has this seat.")
                        .with("seats", List.of(wish.seat()))
                        .asException());
        Sql.of(PROPOSE)
                .with("id", id)
                .with("performance", ticket.performance())
                .with("order", ticket.order())
                .with("ticket", ticket.id())
                .with("hold", hold)
                .with("oldSeat", ticket.seat())
                .with("oldLabel", ticket.label())
                .with("oldGrade", ticket.grade())
                .with("newSeat", to.seat())
                .with("newLabel", to.label())
                .with("newGrade", to.grade())
                .with("afterwards", wish.afterwards())
                .with("reason", wish.reason())
                .with("who", who)
                .with("until", until)
                .with("asked", holder)
                .run(database);
        watch.changed(ticket.performance(), List.of(to.seat()));
        outbox.append(new SeatChangeProposed(
                ticket.performance(), id, order.id(), holder, ticket.id(), ticket.label(), to.label(), until, now()));
        return find(id).orElseThrow();
    }

    private Place requireNotDearer(Ticket ticket, SeatId wanted) {
        record Priced(Place place, long amount) {}
        var both = Sql.of(PRICES)
                .with("performance", ticket.performance())
                .with("seats", List.of(ticket.seat(), wanted))
                .list(
                        database,
                        row -> new Priced(
                                new Place(new SeatId(row.text("id")), row.text("label"), row.text("grade")),
                                row.large("amount")));
        var to = both.stream()
                .filter(seat -> seat.place().seat().equals(wanted))
                .findFirst()
                .orElseThrow(() -> SEAT_UNKNOWN
                        .because("This performance has no such seat.")
                        .with("seats", List.of(wanted))
                        .asException());
        var from = both.stream()
                .filter(seat -> seat.place().seat().equals(ticket.seat()))
                .findFirst()
                .orElseThrow();
        if (wanted.equals(ticket.seat()) || to.amount() > from.amount()) {
            throw INVALID_REQUEST
                    .because(
                            "Another seat for the same price or less can be proposed; nothing is charged for a change.")
                    .asException();
        }
        return to.place();
    }

    /// Whoever holds the ticket agrees to what they were shown, or does not. Saying the same again gives the same
    /// answer.
    ///
    /// @param shown what they were shown, in words; kept
    /// @throws ProblemException `NOT_FOUND` when the ticket is somebody else's, `SEAT_CHANGE_ENDED`
    @Transactional
    SeatChange answer(SeatChangeId id, boolean agreed, Visitor visitor, String shown) {
        var change = locked(id);
        if (seenBy(visitor, STILL_HELD_BY)
                .with("id", id)
                .first(database, row -> row.uuid("id"))
                .isEmpty()) {
            throw unknown();
        }
        var who = visitor.subject();
        var wanted = agreed ? State.AGREED : State.DECLINED;
        if (change.state() == wanted) {
            return change;
        }
        if (change.state() != State.PROPOSED) {
            throw ended();
        }
        if (agreed) {
            move(change, who, shown);
        } else {
            end(change, State.DECLINED, who.value(), shown);
        }
        return find(id).orElseThrow();
    }

    /// Staff take the proposal back; doing so again changes nothing.
    ///
    /// @throws ProblemException `SEAT_CHANGE_ENDED` if it was answered
    @Transactional
    SeatChange withdraw(SeatChangeId id, String who) {
        var change = locked(id);
        if (change.state() == State.PROPOSED) {
            end(change, State.WITHDRAWN, who, null);
        } else if (change.state() != State.WITHDRAWN) {
            throw ended();
        }
        return find(id).orElseThrow();
    }

    private void move(SeatChange change, Subject who, String shown) {
        Sql.of(LOCK_SEATS)
                .with("performance", change.performance())
                .with(
                        "seats",
                        Stream.of(change.from(), change.to()).map(Place::seat).toList())
                .list(database, row -> row.text("id"));
        var taken = Sql.of(TAKE)
                .with("performance", change.performance())
                .with("seat", change.to().seat())
                .with("order", change.order())
                .with("hold", change.hold())
                .run(database);
        if (taken == 0
                || begun(change.performance())
                || !tickets.move(
                        change.ticket(),
                        change.order(),
                        change.from().seat(),
                        change.to().seat())) {
            throw ended();
        }
        switch (change.afterwards()) {
            case RELEASED ->
                releases.ofOrder(
                        change.order(),
                        change.performance(),
                        List.of(change.from().seat()));
            case BLOCKED ->
                Sql.of(BLOCK)
                        .with("performance", change.performance())
                        .with("seat", change.from().seat())
                        .with("order", change.order())
                        .run(database);
        }
        endHold(change, "RELEASED");
        Sql.of(SEATS_OF_ORDER)
                .with("order", change.order())
                .with("from", change.from().seat())
                .with("to", change.to().seat())
                .run(database);
        answered(change.id(), State.AGREED, who.value(), shown);
        adjustments.note(
                change.performance(),
                What.SEAT_CHANGED,
                List.of(change.from().seat(), change.to().seat()),
                change.proposedBy(),
                change.reason());
        watch.changed(
                change.performance(), List.of(change.from().seat(), change.to().seat()));
        var ticket = tickets.find(change.ticket()).orElseThrow();
        outbox.append(new SeatChanged(
                change.performance(),
                change.id(),
                change.order(),
                Sql.of(HOLDER).with("ticket", change.ticket()).one(database, SeatChanges::holder),
                new IssuedTicket(ticket.id(), ticket.seat(), ticket.label(), ticket.grade(), ticket.price()),
                change.from().seat(),
                now()));
    }

    /// Everything stays as it is, and anybody may have the seat that was kept aside.
    private void end(SeatChange change, State how, @Nullable String who, @Nullable String shown) {
        Sql.of(GIVE_BACK)
                .with("performance", change.performance())
                .with("seat", change.to().seat())
                .with("hold", change.hold())
                .run(database);
        endHold(change, how == State.LAPSED ? "LAPSED" : "RELEASED");
        answered(change.id(), how, who, shown);
        watch.changed(change.performance(), List.of(change.to().seat()));
    }

    /// A hold that has lapsed may have been tidied up already.
    private void endHold(SeatChange change, String how) {
        if (Sql.of(END_HOLD).with("hold", change.hold()).with("state", how).run(database) == 1) {
            var sale = catalogue.performance(change.performance()).sale().id();
            holds.countBack(sale, shopper(change.id()), 1);
        }
    }

    /// In whose name the new seat is put aside; nobody can ask for anything in it.
    private static Subject shopper(SeatChangeId change) {
        return new Subject("change:" + change);
    }

    private void answered(SeatChangeId id, State how, @Nullable String who, @Nullable String shown) {
        Sql.of(ANSWER)
                .with("id", id)
                .with("state", how)
                .with("who", who)
                .with("shown", shown)
                .run(database);
    }

    private SeatChange locked(SeatChangeId id) {
        var seen = find(id).orElseThrow(SeatChanges::unknown);
        orders.lock(seen.order());
        Sql.of(LOCK_HOLDS).with("hold", seen.hold()).with("order", seen.order()).list(database, row -> row.uuid("id"));
        return Sql.of(LOCK).with("id", id).one(database, SeatChanges::read);
    }

    Optional<SeatChange> find(SeatChangeId id) {
        return Sql.of(BY_ID).with("id", id).first(database, SeatChanges::read);
    }

    /// Newest first, at most 500.
    List<SeatChange> of(PerformanceId performance) {
        return Sql.of(OF_PERFORMANCE).with("performance", performance).list(database, SeatChanges::read);
    }

    /// Of tickets the visitor holds. Newest first, at most 100.
    List<SeatChange> of(Visitor visitor) {
        return seenBy(visitor, MINE).list(database, SeatChanges::read);
    }

    /// @throws ProblemException `NOT_FOUND`, whether it is about somebody else's ticket or there is none
    SeatChange of(Visitor visitor, SeatChangeId id) {
        return seenBy(visitor, HELD_BY)
                .with("id", id)
                .first(database, row -> row.uuid("id"))
                .flatMap(_ -> find(id))
                .orElseThrow(SeatChanges::unknown);
    }

    private static Sql seenBy(Visitor visitor, String statement) {
        return Sql.of(statement).with("customers", visitor.customers()).with("subjects", visitor.subjectNames());
    }

    private static CustomerId holder(Row row) throws SQLException {
        return new CustomerId(row.uuid("holder"));
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    void askAnew() {
        var asked = Sql.of(ASK_ANEW)
                .list(
                        database,
                        row -> new SeatChangeProposed(
                                new PerformanceId(row.uuid("performance_id")),
                                new SeatChangeId(row.uuid("id")),
                                new OrderId(row.uuid("order_id")),
                                holder(row),
                                new TicketId(row.uuid("ticket_id")),
                                row.text("old_label"),
                                row.text("new_label"),
                                row.moment("until"),
                                row.moment("at")));
        if (!asked.isEmpty()) {
            outbox.append(asked.toArray(SeatChangeProposed[]::new));
        }
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sweep() {
        var over = Sql.of(TO_END).list(database, row -> new SeatChangeId(row.uuid("id")));
        for (var id : over) {
            QuarkusTransaction.requiringNew().run(() -> {
                var change = locked(id);
                switch (change.state()) {
                    case LAPSED -> end(change, State.LAPSED, null, null);
                    case PROPOSED -> end(change, State.WITHDRAWN, "the ticket was given back", null);
                    case AGREED, DECLINED, WITHDRAWN -> {}
                }
            });
        }
    }

    /// Or called off: either way nobody changes seats any more.
    private boolean begun(PerformanceId performance) {
        var known = catalogue.performance(performance);
        return known.calledOff().isPresent() || !now().isBefore(known.startsAt());
    }

    private Instant now() {
        return Sql.of("select clock_timestamp() as now").one(database, row -> row.moment("now"));
    }

    static ProblemException unknown() {
        return NOT_FOUND.because("There is no such proposal.").asException();
    }

    private static ProblemException ended() {
        return SEAT_CHANGE_ENDED
                .because("This proposal has ended; everything stays as it is.")
                .asException();
    }

    private static SeatChange read(Row row) throws SQLException {
        return new SeatChange(
                new SeatChangeId(row.uuid("id")),
                new PerformanceId(row.uuid("performance_id")),
                new OrderId(row.uuid("order_id")),
                new TicketId(row.uuid("ticket_id")),
                new HoldId(row.uuid("hold_id")),
                new Place(new SeatId(row.text("old_seat")), row.text("old_label"), row.text("old_grade")),
                new Place(new SeatId(row.text("new_seat")), row.text("new_label"), row.text("new_grade")),
                Afterwards.valueOf(row.text("old_afterwards")),
                row.text("reason"),
                row.text("proposed_by"),
                row.moment("proposed_at"),
                row.moment("until"),
                State.valueOf(row.text("state")),
                row.maybeText("answered_by"),
                row.maybeMoment("answered_at"),
                row.maybeText("shown"));
    }
}
