package io.holdfast.ticketing.verification;

/// What must always be so. Each is one statement that finds where it is not: the performance, what it is about, and
/// what was found. It reads one snapshot, so it never sees half of a transaction.
///
/// A statement begins with `asked`, which says where to look: at what has happened lately, or at one performance.
enum Invariant {

    /// I1. A valid ticket's seat is sold to its order, and to nobody else.
    TICKET_HAS_ITS_SEAT(Asked.ORDERS, """
        select ticket.performance_id, 'seat ' || ticket.seat_id || ' of performance ' || ticket.performance_id as about,
               'ticket ' || ticket.id || ' of order ' || ticket.order_id || ' is valid, the seat is '
                   || seat.state || coalesce(' to order ' || seat.order_id, '') as found
          from asked
          join ticket on ticket.order_id = asked.id and ticket.state = 'VALID'
          join seat on seat.performance_id = ticket.performance_id and seat.id = ticket.seat_id
         where seat.state <> 'SOLD'
            or seat.order_id <> ticket.order_id
        """),

    /// I1. A live hold has all its seats: nobody else was given one of them.
    LIVE_HOLD_HAS_ITS_SEATS(Asked.HOLDS, """
        select hold.performance_id, 'hold ' || hold.id as about,
               'has ' || count(seat.id) || ' of its ' || cardinality(hold.seats) || ' seats' as found
          from asked
          join hold on hold.id = asked.id and hold.state = 'ACTIVE' and hold.until > now()
          left join seat on seat.performance_id = hold.performance_id
                        and seat.id = any (hold.seats)
                        and seat.hold_id = hold.id
                        and seat.state in ('HELD', 'PAYING', 'OFFERED')
         group by hold.id
        having count(seat.id) <> cardinality(hold.seats)
        """),

    /// I1. A seat says whose it is, and they say so too: a live hold that names it, or a paid order with a valid
    /// ticket.
    SEAT_HAS_ONE_CLAIM(Asked.PERFORMANCE, """
        select seat.performance_id, 'seat ' || seat.id || ' of performance ' || seat.performance_id as about,
               'is ' || seat.state
                   || coalesce(' by hold ' || seat.hold_id || ', which is ' || coalesce(hold.state, 'not there'), '')
                   || coalesce(' to order ' || seat.order_id || ', which is ' || coalesce(orders.state, 'not there')
                          || case when ticket.id is null then ' and has no valid ticket for it'
                                  else ' and has ticket ' || ticket.id end, '') as found
          from asked
          join seat on seat.performance_id = asked.id
          left join hold on hold.id = seat.hold_id and hold.performance_id = seat.performance_id
          left join orders on orders.id = seat.order_id and orders.performance_id = seat.performance_id
          left join ticket on ticket.performance_id = seat.performance_id
                          and ticket.seat_id = seat.id
                          and ticket.state = 'VALID'
         where seat.state in ('HELD', 'PAYING', 'OFFERED', 'SOLD')
           and not coalesce(case seat.state
                   when 'SOLD' then orders.state in ('PAID', 'PARTLY_CANCELLED') and ticket.order_id = orders.id
                   else hold.state = 'ACTIVE' and seat.id = any (hold.seats) and ticket.id is null end, false)
        """),

    /// I4. Every seat of the hall is there once and stands somewhere.
    STATES_SUM_TO_CAPACITY(Asked.PERFORMANCE, """
        select asked.id as performance_id, 'performance ' || asked.id as about,
               count(seat.id) || ' seats of ' || hall.seats || ', the last is number '
                   || coalesce(max(seat.ordinal) + 1, 0) as found
          from asked
          join performance on performance.id = asked.id
          join hall on hall.id = performance.hall_id
          left join seat on seat.performance_id = asked.id
         group by asked.id, hall.seats
        having count(seat.id) filter (where seat.state in
                   ('AVAILABLE', 'HELD', 'PAYING', 'SOLD', 'RELEASED', 'OFFERED', 'BLOCKED')) <> hall.seats
            or coalesce(max(seat.ordinal) + 1, 0) <> hall.seats
        """),

    /// I5. While a capture is in flight all its seats wait for it.
    CAPTURE_IN_FLIGHT_HAS_ITS_SEATS(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               'payment ' || payment.id || ' is ' || payment.state || ' and has ' || count(seat.id) || ' of '
                   || cardinality(hold.seats) || ' seats' as found
          from asked
          join orders on orders.id = asked.id
          join hold on hold.id = orders.hold_id
          join payment on payment.order_id = orders.id and payment.state in ('CONFIRMING', 'UNKNOWN')
          left join seat on seat.performance_id = hold.performance_id
                        and seat.id = any (hold.seats)
                        and seat.order_id = orders.id
                        and seat.state = 'PAYING'
         group by orders.id, payment.id, hold.id
        having count(seat.id) <> cardinality(hold.seats)
        """),

    /// I5. No seat waits for a capture that nobody has asked for.
    PAYING_SEAT_HAS_A_CAPTURE_IN_FLIGHT(Asked.PERFORMANCE, """
        select seat.performance_id, 'seat ' || seat.id || ' of performance ' || seat.performance_id as about,
               'is PAYING for order ' || seat.order_id || ', which has no payment in flight' as found
          from asked
          join seat on seat.performance_id = asked.id and seat.state = 'PAYING'
         where not exists (select from payment
                            where order_id = seat.order_id and state in ('CONFIRMING', 'UNKNOWN'))
        """),

    /// I5. What is sold was asked for in time, by the database's clock.
    SOLD_IN_TIME(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               'payment ' || payment.id || ' was asked for at ' || payment.asked_at || ', the hold had ended at '
                   || hold.until as found
          from asked
          join orders on orders.id = asked.id
          join hold on hold.id = orders.hold_id
          join payment on payment.order_id = orders.id and payment.state = 'CAPTURED'
         where payment.asked_at >= hold.until
        """),

    /// I6. Money that came too late is owed back, all of it.
    LATE_CAPTURE_IS_OWED_BACK(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               late.amount || ' came too late, ' || back.amount || ' is owed for it' as found
          from asked
          join orders on orders.id = asked.id
         cross join lateral (select coalesce(sum(charged), 0) as amount
                               from payment where order_id = orders.id and state = 'LATE') as late
         cross join lateral (select coalesce(sum(refund), 0) as amount
                               from cancellation where order_id = orders.id and cause = 'LATE_CAPTURE') as back
         where late.amount <> back.amount
        """),

    /// I6. What has been called off and given back is nobody's any more: no order of it is paid and no ticket valid.
    CALLED_OFF_IS_GIVEN_BACK(Asked.PERFORMANCE, """
        select orders.performance_id, 'order ' || orders.id as about,
               'is ' || orders.state || ', its performance was called off and done with at ' || calling_off.finished_at
                   as found
          from asked
          join calling_off on calling_off.performance_id = asked.id and calling_off.finished_at is not null
          join orders on orders.performance_id = asked.id
         where orders.state in ('PAID', 'PARTLY_CANCELLED')
            or exists (select from ticket where ticket.order_id = orders.id and ticket.state = 'VALID')
        """),

    /// One capture for each order that is paid, of what it comes to, and none for any other.
    ORDER_IS_PAID_ONCE(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               'is ' || orders.state || ' over ' || orders.amount || ' with ' || captured.count || ' captures of '
                   || captured.amount as found
          from asked
          join orders on orders.id = asked.id
         cross join lateral (select count(*) as count, coalesce(sum(charged), 0) as amount
                               from payment where order_id = orders.id and state = 'CAPTURED') as captured
         where case when orders.state in ('PAID', 'PARTLY_CANCELLED', 'CANCELLED')
                    then captured.count <> 1 or captured.amount <> orders.amount
                    else captured.count <> 0 end
        """),

    /// An order has a ticket for each of its seats once it is paid, and as many valid ones as its state says.
    ORDER_HAS_ITS_TICKETS(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               'is ' || orders.state || ' over ' || cardinality(hold.seats) || ' seats with ' || tickets.valid
                   || ' valid tickets of ' || tickets.count as found
          from asked
          join orders on orders.id = asked.id
          join hold on hold.id = orders.hold_id
         cross join lateral (select count(*) as count, count(*) filter (where state = 'VALID') as valid
                               from ticket where order_id = orders.id) as tickets
         where not case orders.state
                   when 'PAID' then tickets.valid = cardinality(hold.seats) and tickets.valid = tickets.count
                   when 'PARTLY_CANCELLED'
                       then tickets.count = cardinality(hold.seats) and tickets.valid between 1 and tickets.count - 1
                   when 'CANCELLED' then tickets.count = cardinality(hold.seats) and tickets.valid = 0
                   else tickets.count = 0 end
        """),

    /// I7. Nobody is owed more than has come in.
    REFUNDS_ARE_COVERED(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               owed.amount || ' is owed, ' || taken.amount || ' was taken' as found
          from asked
          join orders on orders.id = asked.id
         cross join lateral (select coalesce(sum(refund), 0) as amount
                               from cancellation where order_id = orders.id) as owed
         cross join lateral (select coalesce(sum(charged), 0) as amount
                               from payment where order_id = orders.id and state in ('CAPTURED', 'LATE')) as taken
         where owed.amount > taken.amount
        """),

    /// I7, I8. What the ledger says a gateway has of an order is what was taken less what was given back, and each
    /// refund is booked once.
    LEDGER_AGREES_WITH_THE_ORDER(Asked.ORDERS, """
        select orders.performance_id, 'order ' || orders.id as about,
               'the ledger has ' || booked.amount || ' in ' || booked.refunds || ' refunds; ' || taken.amount
                   || ' was taken, ' || given.amount || ' given back in ' || given.refunds as found
          from asked
          join orders on orders.id = asked.id
         cross join lateral (select coalesce(sum(amount), 0) as amount,
                                    count(distinct transaction_id) filter (where reason = 'REFUND') as refunds
                               from ledger_entry
                              where order_id = orders.id
                                and reason <> 'CORRECTION'
                                and (account like 'gateway:%' or account = 'points')) as booked
         cross join lateral (select coalesce(sum(charged), 0) as amount
                               from payment where order_id = orders.id and state in ('CAPTURED', 'LATE')) as taken
         cross join lateral (select coalesce(sum(refund), 0) as amount, count(*) as refunds
                               from cancellation where order_id = orders.id and refund_state = 'SETTLED') as given
         where booked.amount <> taken.amount - given.amount
            or booked.refunds <> given.refunds
        """),

    /// I7. The entries of each transaction sum to zero.
    LEDGER_SUMS_TO_ZERO(Asked.TRANSACTIONS, """
        select (select performance_id from orders
                 where id = (array_agg(ledger_entry.order_id))[1]) as performance_id,
               'transaction ' || ledger_entry.transaction_id as about,
               'sums to ' || sum(ledger_entry.amount) || ' ' || ledger_entry.currency as found
          from asked
          join ledger_entry on ledger_entry.transaction_id = asked.id
         group by ledger_entry.transaction_id, ledger_entry.currency
        having sum(ledger_entry.amount) <> 0
        """),

    /// I14. What is counted against somebody's limit is what they hold and own, and it is within the limit.
    SHOPPER_IS_COUNTED(Asked.SHOPPERS, """
        select live.performance_id, 'shopper ' || asked.subject || ' of sale ' || asked.sale_id as about,
               coalesce(shopper.seats, 0) || ' are counted, ' || live.held || ' held and ' || live.owned
                   || ' owned, ' || sale.max_seats || ' allowed' as found
          from asked
          join sale on sale.id = asked.sale_id
          left join shopper on shopper.sale_id = asked.sale_id and shopper.subject = asked.subject
         cross join lateral (
             select (array_agg(hold.performance_id))[1] as performance_id,
                    coalesce(sum(cardinality(hold.seats)) filter (where hold.state = 'ACTIVE'), 0) as held,
                    coalesce(sum(tickets.valid), 0) as owned
               from hold
              cross join lateral (select count(*) as valid
                                    from orders
                                    join ticket on ticket.order_id = orders.id and ticket.state = 'VALID'
                                   where orders.hold_id = hold.id) as tickets
              where hold.subject = asked.subject
                and hold.sale_id = asked.sale_id
                and hold.offer_id is null) as live
         where coalesce(shopper.seats, 0) <> live.held + live.owned
            or live.held + live.owned > sale.max_seats
        """),

    /// A wallet's balance is the sum of its entries.
    WALLET_IS_ITS_ENTRIES(Asked.WALLETS, """
        select cast(null as uuid) as performance_id, 'wallet ' || asked.id || ' ' || wallet.currency as about,
               wallet.balance || ' is said, ' || entries.amount || ' was booked' as found
          from asked
          join wallet on wallet.customer_id = asked.id
         cross join lateral (select coalesce(sum(amount), 0) as amount
                               from point_entry
                              where customer_id = wallet.customer_id and currency = wallet.currency) as entries
         where wallet.balance <> entries.amount
        """);

    /// What an invariant is about, and where to look for it.
    enum Asked {
        ORDERS("""
                select id from orders where paid_at >= :since
                union
                select order_id from payment where ended_at >= :since and order_id is not null
                union
                select order_id from payment where next_ask_at is not null and order_id is not null
                union
                select order_id from cancellation where at >= :since
                union
                select order_id from cancellation where settled_at >= :since
                """, "select id from orders where performance_id = :performance"),

        /// An id begins with its time.
        HOLDS("select id from hold where id >= cast(:sinceId as uuid)", """
                select id from hold where state = 'ACTIVE' and until > now() and performance_id = :performance
                """),

        PERFORMANCE(null, "select cast(:performance as uuid) as id"),

        TRANSACTIONS("select distinct transaction_id as id from ledger_entry where id > :ledgerEntry", """
                select distinct transaction_id as id
                  from ledger_entry
                  join orders on orders.id = ledger_entry.order_id
                 where orders.performance_id = :performance
                """),

        SHOPPERS("""
                select sale_id, subject from hold where id >= cast(:sinceId as uuid) and offer_id is null
                union
                select orders.sale_id, orders.subject
                  from cancellation
                  join orders on orders.id = cancellation.order_id
                 where cancellation.at >= :since
                """, """
                select shopper.sale_id, shopper.subject
                  from performance
                  join shopper on shopper.sale_id = performance.sale_id
                 where performance.id = :performance
                """),

        WALLETS("select distinct customer_id as id from point_entry where id > :pointEntry", null);

        final @org.jspecify.annotations.Nullable String lately;
        final @org.jspecify.annotations.Nullable String ofPerformance;

        Asked(
                @org.jspecify.annotations.Nullable String lately,
                @org.jspecify.annotations.Nullable String ofPerformance) {
            this.lately = lately;
            this.ofPerformance = ofPerformance;
        }
    }

    /// More of the same say no more.
    private static final String MOST = " limit 100";

    private final Asked asked;
    private final String statement;

    Invariant(Asked asked, String statement) {
        this.asked = asked;
        this.statement = statement;
    }

    boolean isAskedLately() {
        return asked.lately != null;
    }

    boolean isAskedOfAPerformance() {
        return asked.ofPerformance != null;
    }

    String lately() {
        return "with asked as (" + asked.lately + ") " + statement + MOST;
    }

    String ofPerformance() {
        return "with asked as (" + asked.ofPerformance + ") " + statement + MOST;
    }
}
