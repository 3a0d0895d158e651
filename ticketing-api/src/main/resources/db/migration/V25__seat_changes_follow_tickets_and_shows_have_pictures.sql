-- Whom a proposal was told to last. When the ticket is somebody else's by now, they are told as well.
alter table seat_change add column asked_id uuid references customer;

update seat_change
   set asked_id = orders.customer_id
  from orders
 where orders.id = seat_change.order_id;
