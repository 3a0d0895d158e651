-- Facts waiting to be carried to Kafka. A row leaves when Kafka has it.
create table outbox (
    seq         bigint generated always as identity primary key,
    id          uuid        not null default uuidv7(),
    topic       text        not null,
    key         text        not null,
    type        text        not null,
    payload     text        not null,
    traceparent text,
    at          timestamptz not null default now()
);

-- Facts already heard, by listener.
create table inbox (
    listener text        not null,
    event_id uuid        not null,
    at       timestamptz not null default now(),
    primary key (listener, event_id)
);
create index inbox_by_age on inbox (at);

-- Answers already given to requests that move seats or money; kept for at least 7 days.
create table idempotency_key (
    subject      text        not null,
    key          text        not null,
    operation    text        not null,
    request_hash text        not null,
    status       int         not null,
    answer       text,
    at           timestamptz not null default now(),
    primary key (subject, key)
);
create index idempotency_key_by_age on idempotency_key (at);
