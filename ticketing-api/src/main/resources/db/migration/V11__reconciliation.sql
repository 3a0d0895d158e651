-- Our books compared with those of the payment gateways, for payments begun in a period. Work to be done: leased, and
-- gone on with by another process when one dies.
create table reconciliation (
    id           uuid primary key,
    who          text not null,
    first_moment timestamptz not null,
    last_moment  timestamptz not null,
    repair       boolean not null,
    compared     int not null default 0,
    cursor_at    timestamptz,
    cursor_id    uuid,
    leased_until timestamptz not null default now(),
    ended_at     timestamptz,
    at           timestamptz not null default now(),
    constraint a_period_goes_forward check (first_moment < last_moment)
);
create index reconciliation_to_do on reconciliation (at) where ended_at is null;

-- Where they differ, and what was done. Append-only: it is the record of the repair.
create table reconciliation_finding (
    id                bigint generated always as identity primary key,
    reconciliation_id uuid not null references reconciliation,
    kind              text not null check (kind in (
        'CAPTURED_THERE', 'CAPTURED_HERE', 'AMOUNTS_DIFFER', 'REFUND_NOT_HEARD_OF', 'NO_ANSWER')),
    channel           text not null,
    order_id          uuid,
    top_up_id         uuid,
    there             bigint,
    here              bigint not null,
    currency          text not null,
    done              text not null check (done in ('NOTHING', 'SETTLED', 'CORRECTED')),
    at                timestamptz not null default now(),
    constraint met_once unique nulls not distinct (reconciliation_id, channel, order_id, top_up_id, kind)
);

create function findings_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was found is append-only' using errcode = '42501';
end $$;

create trigger findings_are_append_only
    before update or delete or truncate on reconciliation_finding
    for each statement execute function findings_are_append_only();

create index payment_by_at on payment (at, id);
