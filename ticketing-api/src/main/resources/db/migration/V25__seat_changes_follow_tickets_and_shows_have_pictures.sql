-- Whom a proposal was told to last. When the ticket is somebody else's by now, they are told as well.
alter table seat_change add column asked_id uuid references customer;

update seat_change
   set asked_id = orders.customer_id
  from orders
 where orders.id = seat_change.order_id;

-- What an organiser shows of a show, as it was sent: compressed already, and named by what is in it.
create table show_picture (
    show_id    uuid primary key references show,
    name       text not null check (name ~ '^[0-9a-f]{32}$'),
    media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
    width      int not null check (width between 200 and 4096),
    height     int not null check (height between 200 and 4096),
    alt        text not null check (length(alt) between 1 and 200),
    content    bytea not null check (octet_length(content) between 1 and 2097152),
    at         timestamptz not null default now()
);
alter table show_picture alter column content set storage external;
