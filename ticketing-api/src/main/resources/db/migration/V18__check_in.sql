-- A ticket is issued anew for another phone; a code of a former issue is worthless. It enters once: the row says when,
-- and is changed by one guarded statement.
alter table ticket
    add column issue        int not null default 1 check (issue between 1 and 65535),
    add column device_key   text check (length(device_key) = 86),
    add column device_at    timestamptz,
    add column entered_at   timestamptz,
    add column entered_scan uuid unique,
    add constraint an_entry_has_its_scan check ((entered_at is null) = (entered_scan is null)),
    add constraint a_device_has_its_time check ((device_key is null) = (device_at is null));
create index ticket_by_performance on ticket (performance_id, id);

-- What certifies the keys of phones for one performance. The private one is sealed.
create table check_in_key (
    performance_id uuid primary key references performance,
    public_key     text not null check (length(public_key) = 86),
    sealed_key     text not null,
    at             timestamptz not null default now()
);

-- A phone that lets people in. An invitation is for one phone; a new one ends what the former phone may do.
create table gate (
    id               uuid primary key,
    performance_id   uuid not null references performance,
    name             text not null check (length(name) between 1 and 60),
    created_by       text not null,
    at               timestamptz not null default now(),
    invitation_hash  text unique,
    invitation_until timestamptz,
    token_hash       text unique,
    enrolled_at      timestamptz,
    seen_at          timestamptz,
    closed_at        timestamptz,
    unique (performance_id, name)
);

-- What gates have scanned, and what became of it. The gate names each, so that telling it twice is once.
create table scan (
    id             uuid primary key,
    gate_id        uuid not null references gate,
    performance_id uuid not null references performance,
    ticket_id      uuid,
    verdict        text not null check (verdict in ('ENTERED', 'ALREADY_ENTERED', 'MOVED', 'CANCELLED', 'STALE', 'FORGED',
                                                    'OTHER_PERFORMANCE', 'IDENTITY_NEEDED', 'TURNED_AWAY')),
    let_in         boolean not null,
    exception      text check (exception in ('PRINTED_TICKET', 'PHONE_FAILED', 'CODE_UNREADABLE', 'OTHER')),
    note           text check (length(note) <= 200),
    scanned_at     timestamptz not null,
    received_at    timestamptz not null default clock_timestamp(),
    constraint who_enters_is_let_in check (verdict <> 'ENTERED' or (let_in and ticket_id is not null))
);
create index scan_by_gate on scan (gate_id);
create index scan_conflict on scan (performance_id, received_at) where let_in and verdict <> 'ENTERED';
