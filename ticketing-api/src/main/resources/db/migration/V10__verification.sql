-- What must never be so and was found to be so. Append-only: it is evidence.
create table violation (
    id             bigint generated always as identity primary key,
    invariant      text not null,
    performance_id uuid references performance,
    about          text not null,
    found          text not null,
    at             timestamptz not null default now(),
    -- The same finding is written down once, however often it is met.
    constraint found_once unique (invariant, about, found)
);
create index violation_by_performance on violation (performance_id) where performance_id is not null;

-- Who has looked at it, and what came of it.
create table violation_closed (
    violation_id bigint primary key references violation,
    who          text not null,
    reason       text not null check (length(reason) between 1 and 500),
    at           timestamptz not null default now()
);

create function violations_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was found is append-only' using errcode = '42501';
end $$;

create trigger violations_are_append_only
    before update or delete or truncate on violation
    for each statement execute function violations_are_append_only();

create trigger closed_violations_are_append_only
    before update or delete or truncate on violation_closed
    for each statement execute function violations_are_append_only();

-- One row: who looks next is whoever moves the time on. What was written before these has been looked at.
create table verification (
    only_one     boolean primary key default true check (only_one),
    due_at       timestamptz not null default now(),
    looked_from  timestamptz,
    ended_at     timestamptz,
    ledger_entry bigint not null default 0,
    point_entry  bigint not null default 0
);
insert into verification default values;

-- When a whole performance was looked at last. Nothing is lost with it.
create unlogged table performance_verified (
    performance_id uuid primary key references performance,
    at             timestamptz not null
);

-- When the money was first asked for. It must have been in time, whatever code did it.
alter table payment add column asked_at timestamptz;

create function payment_is_asked_for() returns trigger language plpgsql as $$
begin
    new.asked_at := now();
    return new;
end $$;

create trigger payment_is_asked_for
    before insert or update on payment
    for each row
    when (new.state = 'CONFIRMING' and new.asked_at is null)
    execute function payment_is_asked_for();

-- What has happened since, without slowing down what happens: block ranges keep updates heap-only and are tiny.
create index orders_by_paid_at on orders using brin (paid_at) with (pages_per_range = 16, autosummarize = on);
create index payment_by_ended_at on payment using brin (ended_at) with (pages_per_range = 16, autosummarize = on);
create index cancellation_by_at on cancellation using brin (at) with (pages_per_range = 16, autosummarize = on);
create index cancellation_by_settled_at on cancellation using brin (settled_at)
    with (pages_per_range = 16, autosummarize = on);
