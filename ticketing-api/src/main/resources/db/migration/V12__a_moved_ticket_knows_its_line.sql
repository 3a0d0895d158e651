-- The seat a ticket was bought for, once it is for another: what was bought, and its price, stand in the order's line.
alter table ticket
    add column bought_seat text;

update ticket
   set bought_seat = first.old_seat
  from (select distinct on (ticket_id) ticket_id, old_seat
          from seat_change
         where state = 'AGREED'
         order by ticket_id, answered_at) as first
 where ticket.id = first.ticket_id;
