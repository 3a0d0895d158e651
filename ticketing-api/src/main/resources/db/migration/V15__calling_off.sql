-- The organiser has called it off. Nothing more of it is sold, and that stays so.
alter table performance
    add column cancelled_at timestamptz,
    add column cancel_reason text check (length(cancel_reason) between 1 and 500),
    add constraint who_calls_off_says_why check ((cancelled_at is null) = (cancel_reason is null));

create function called_off_stays_called_off() returns trigger language plpgsql as $$
begin
    raise exception 'a performance that was called off stays so' using errcode = '42501';
end $$;

create trigger called_off_stays_called_off
    before update on performance
    for each row
    when (old.cancelled_at is not null
          and (new.cancelled_at is distinct from old.cancelled_at
               or new.cancel_reason is distinct from old.cancel_reason))
    execute function called_off_stays_called_off();

-- A proposal to call a performance off, with what it would come to, and what became of it. Two people do it.
create table calling_off (
    id             uuid primary key,
    performance_id uuid not null references performance,
    reason         text not null check (length(reason) between 1 and 500),
    totals         jsonb not null,
    proposed_by    text not null,
    proposed_at    timestamptz not null default now(),
    expires_at     timestamptz not null,
    withdrawn_by   text,
    withdrawn_at   timestamptz,
    confirmed_by   text,
    confirmed_at   timestamptz,
    confirmed_totals jsonb,
    finished_at    timestamptz,
    constraint by_two_people check (confirmed_by <> proposed_by),
    constraint in_time check (confirmed_at < expires_at),
    constraint who_withdraws_is_known check ((withdrawn_by is null) = (withdrawn_at is null)),
    constraint who_confirms_is_known check (
        (confirmed_by is null) = (confirmed_at is null) and (confirmed_totals is null) = (confirmed_at is null)),
    constraint one_end check (withdrawn_at is null or confirmed_at is null),
    constraint finished_when_confirmed check (finished_at is null or confirmed_at is not null)
);
create unique index one_live_proposal_per_performance on calling_off (performance_id) where withdrawn_at is null;
create index calling_off_by_performance on calling_off (performance_id, proposed_at desc);
create index calling_off_under_way on calling_off (confirmed_at) where confirmed_at is not null and finished_at is null;

-- What goes back because of it, once for each order.
alter table cancellation
    drop constraint cancellation_cause_check,
    add constraint cancellation_cause_check check (cause in ('CUSTOMER', 'LATE_CAPTURE', 'ORGANISER'));
create unique index called_off_once on cancellation (order_id) where cause = 'ORGANISER';

-- Who added a version of a refund rule, and why. The first ones came with the house.
alter table refund_rule
    add column who text,
    add column reason text check (length(reason) between 1 and 500);
