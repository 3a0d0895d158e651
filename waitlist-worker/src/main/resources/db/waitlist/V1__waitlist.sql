-- What ticketing-api has told about performances and sales.
create table performance (
    id        uuid primary key,
    show_id   uuid        not null,
    sale_id   uuid        not null,
    title     text        not null,
    venue     text        not null,
    starts_at timestamptz not null,
    time_zone text        not null,
    grades    text[]      not null
);

create table sale (
    id        uuid primary key,
    opens_at  timestamptz not null,
    closes_at timestamptz not null
);

-- Wishes for returned seats. The order of registration is the order of the line.
create table entry (
    id             uuid primary key,
    seq            bigint      not null generated always as identity,
    performance_id uuid        not null references performance (id),
    customer_id    uuid        not null,
    grades         text[]      not null check (cardinality(grades) >= 1),
    seats          int         not null check (seats between 1 and 4),
    adjacent       boolean     not null,
    wanted_until   timestamptz,
    joined_at      timestamptz not null default now(),
    has_missed     boolean     not null default false,
    state          text        not null,
    offer_id       uuid,
    offer_until    timestamptz,
    end_reason     text check (end_reason in ('LEFT', 'DECLINED', 'MISSED_TWICE', 'OVER')),
    ended_at       timestamptz,

    -- The row mirrors EntryState: one state, and exactly the facts that state carries.
    constraint a_known_state check (state in ('WAITING', 'OFFERED', 'SERVED', 'ENDED')),
    constraint a_state_carries_its_facts check (
        (offer_id is not null, offer_until is not null, end_reason is not null, ended_at is not null) =
        case state
            when 'WAITING' then (false, false, false, false)
            when 'OFFERED' then (true,  true,  false, false)
            when 'SERVED'  then (true,  false, false, true)
            when 'ENDED'   then (false, false, true,  true)
        end)
);

create unique index one_living_entry_each on entry (performance_id, customer_id) where state in ('WAITING', 'OFFERED');
create index entry_line on entry (performance_id, seq) where state in ('WAITING', 'OFFERED');
create index entry_waiting on entry (performance_id, seq) where state = 'WAITING';
create index entry_of_customer on entry (customer_id, seq);

-- Releases already matched, so that a repeated one offers nothing twice.
create table release (
    id             uuid primary key,
    performance_id uuid        not null,
    at             timestamptz not null default now()
);

create table offer (
    id             uuid primary key,
    entry_id       uuid        not null references entry (id),
    performance_id uuid        not null references performance (id),
    release_id     uuid        not null references release (id),
    seats          text[]      not null check (cardinality(seats) >= 1),
    offered_at     timestamptz not null default now(),
    until          timestamptz not null,
    state          text        not null default 'OPEN',
    failure        text check (failure in ('LAPSED', 'DECLINED', 'SEATS_GONE')),
    ended_at       timestamptz,

    -- The row mirrors OfferState.
    constraint a_known_state check (state in ('OPEN', 'TAKEN', 'FAILED')),
    constraint a_state_carries_its_facts check (
        (failure is not null, ended_at is not null) =
        case state
            when 'OPEN'   then (false, false)
            when 'TAKEN'  then (false, true)
            when 'FAILED' then (true,  true)
        end)
);

create unique index one_open_offer_each on offer (entry_id) where state = 'OPEN';
create index offer_of_entry on offer (entry_id);
