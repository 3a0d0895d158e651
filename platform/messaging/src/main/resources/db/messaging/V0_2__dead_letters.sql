-- A queue: many rows come and soon go. It is vacuumed by what has gone, not by the share of a table that is mostly
-- empty, and without pauses; otherwise whoever looks for the oldest row walks past those that are no more.
alter table outbox set (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 10000,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_threshold = -1,
    autovacuum_analyze_scale_factor = 0,
    autovacuum_analyze_threshold = 100000
);

-- Besides facts it carries records as they were found: what goes to a dead-letter topic was written by somebody else.
alter table outbox alter column key drop not null;
alter table outbox alter column type drop not null;
alter table outbox alter column payload drop not null;
alter table outbox add column raw bytea;
alter table outbox add column header_names text[];
alter table outbox add column header_values bytea[];
alter table outbox add constraint a_fact_or_a_record_as_it_was check (
    case when header_names is null
         then key is not null and type is not null and payload is not null
              and raw is null and header_values is null
         else type is null and payload is null and header_values is not null
              and cardinality(header_names) = cardinality(header_values)
    end);

-- What a listener could not act on. OPEN ones are tried again, by themselves and by staff.
create table dead_letter (
    id            uuid        primary key default uuidv7(),
    listener      text        not null,
    topic         text        not null,
    partition     int         not null,
    "offset"      bigint      not null,
    -- By the record itself: a topic that is made anew counts from 0 again.
    told_at       timestamptz not null,
    key           text,
    header_names  text[]      not null,
    header_values bytea[]     not null,
    payload       bytea,
    reason        text        not null check (length(reason) between 1 and 1000),
    first_at      timestamptz not null default now(),
    tries         int         not null default 1 check (tries > 0),
    -- Without one it is tried when a new process begins to listen, or when staff say so.
    next_try_at   timestamptz,
    state         text        not null default 'OPEN' check (state in ('OPEN', 'REPLAYED', 'DISCARDED')),
    closed_at     timestamptz,
    constraint thrown_out_once unique (listener, topic, partition, "offset", told_at),
    constraint only_an_open_one_is_tried check (state = 'OPEN' or next_try_at is null),
    constraint a_closed_one_says_when check ((state = 'OPEN') = (closed_at is null)),
    constraint headers_have_values check (cardinality(header_names) = cardinality(header_values))
);
create index dead_letter_to_try on dead_letter (next_try_at) where state = 'OPEN';
create index dead_letter_open on dead_letter (listener, first_at) where state = 'OPEN';

-- What staff have done about them, and looked at. Append-only, and longer-lived than the letters.
create table dead_letter_audit (
    id       bigint generated always as identity primary key,
    letter   uuid        not null,
    at       timestamptz not null default now(),
    who      text        not null,
    action   text        not null check (action in ('INSPECT', 'REPLAY', 'DISCARD')),
    reason   text check (length(reason) between 1 and 500),
    outcome  text        not null,
    constraint who_discards_says_why check (action <> 'DISCARD' or reason is not null)
);
create index dead_letter_audit_by_letter on dead_letter_audit (letter, id);

create function dead_letter_audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what staff have done is append-only' using errcode = '42501';
end $$;

create trigger dead_letter_audit_is_append_only
    before update or delete or truncate on dead_letter_audit
    for each statement execute function dead_letter_audit_is_append_only();
