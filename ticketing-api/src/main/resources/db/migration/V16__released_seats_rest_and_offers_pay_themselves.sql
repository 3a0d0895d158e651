-- Seats that came back together, and from when on anybody may have them. The delay is drawn once and told to nobody.
create table seat_release (
    id             uuid primary key,
    performance_id uuid not null references performance,
    delay_seconds  double precision not null check (delay_seconds >= 0),
    on_sale_at     timestamptz not null,
    unwanted_at    timestamptz,
    ended_at       timestamptz,
    at             timestamptz not null default now()
);
create index seat_release_to_end on seat_release (on_sale_at) where ended_at is null;

insert into seat_release (id, performance_id, delay_seconds, on_sale_at)
select release_id, (array_agg(performance_id))[1], 0, max(until)
  from seat
 where state = 'RELEASED'
 group by release_id;

-- Offers we have heard of. One that is told again, whenever that is, changes nothing.
create table offer (
    id      uuid primary key,
    came_to text not null check (came_to in ('HELD', 'SEATS_GONE')),
    at      timestamptz not null default now()
);

insert into offer (id, came_to, at)
select distinct on (offer_id) offer_id, 'HELD', placed_at
  from hold
 where offer_id is not null;

-- An offer that is paid by itself, with points (no method) or a saved way to pay. The row mirrors AutomaticPayment.
create table automatic_payment (
    offer_id       uuid primary key references hold (id),
    performance_id uuid not null references performance,
    customer_id    uuid not null,
    method_id      uuid,
    payment_id     uuid not null unique,
    state          text not null check (state in ('RUNNING', 'PAID', 'FAILED')),
    reason         text,
    next_at        timestamptz,
    tries          int not null default 0,
    at             timestamptz not null default now(),
    ended_at       timestamptz,
    constraint a_failure_has_a_reason check ((state = 'FAILED') = (reason is not null)),
    constraint what_runs_goes_on check ((state = 'RUNNING') = (next_at is not null)),
    constraint what_ends_has_ended check ((state = 'RUNNING') = (ended_at is null))
);
create index automatic_payment_to_go_on on automatic_payment (next_at) where next_at is not null;
