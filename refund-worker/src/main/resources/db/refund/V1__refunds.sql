-- Money to be given back; one row for each refund id, for ever.
create table refund (
    id               uuid primary key,
    seq              bigint      not null generated always as identity,
    cause            text        not null check (cause in ('CANCELLED', 'LATE_CAPTURE')),
    order_id         uuid        not null,
    performance_id   uuid        not null,
    customer_id      uuid        not null,
    payment_id       uuid        not null,
    channel          text        not null,
    provider         text        not null,
    provider_payment text        not null,
    amount           bigint      not null check (amount > 0),
    currency         char(3)     not null,
    asked_at         timestamptz not null,
    requested_at     timestamptz not null default now(),
    tries            int         not null default 0 check (tries >= 0),
    state            text        not null,
    -- REQUESTED: due from then on. SENDING: the lease ends then.
    next_attempt_at  timestamptz,
    provider_refund  text,
    settled_at       timestamptz,
    park_reason      text,
    parked_at        timestamptz,

    -- The row mirrors RefundState: one state, and exactly the facts that state carries.
    constraint a_state_carries_its_facts check (
        (next_attempt_at is not null, provider_refund is not null, settled_at is not null,
         park_reason is not null, parked_at is not null) =
        case state
            when 'REQUESTED' then (true,  false, false, false, false)
            when 'SENDING'   then (true,  false, false, false, false)
            when 'SETTLED'   then (false, true,  true,  false, false)
            when 'PARKED'    then (false, false, false, true,  true)
        end),
    constraint a_known_state check (state in ('REQUESTED', 'SENDING', 'SETTLED', 'PARKED'))
);

create unique index one_in_flight_per_payment on refund (payment_id) where state = 'SENDING';
create index refund_by_payment on refund (payment_id) where state in ('REQUESTED', 'SENDING');
create index refund_due on refund (provider, next_attempt_at, seq) where state in ('REQUESTED', 'SENDING');
create index refund_unsettled on refund (requested_at) where state <> 'SETTLED';

-- Every time the gateway was asked. No end and no outcome: the worker died, or is at it.
create table refund_attempt (
    refund_id  uuid        not null references refund (id),
    number     int         not null check (number >= 1),
    provider   text        not null,
    started_at timestamptz not null default now(),
    ended_at   timestamptz,
    outcome    text check (outcome in ('REPAID', 'REFUSED', 'UNCLEAR')),
    code       text,
    primary key (refund_id, number),
    constraint an_end_has_an_outcome check ((ended_at is null) = (outcome is null))
);

create index refund_attempt_pace on refund_attempt (provider, started_at);
create index refund_attempt_first on refund_attempt (started_at) where number = 1;
