-- How customers are reached, as sealed by ticketing-api; opened only while a message is sent.
create table contact (
    customer_id uuid primary key,
    sealed      text        not null,
    heard_at    timestamptz not null default now()
);

-- What people are told: the queue and the delivery log in one.
create table notification (
    id              uuid primary key,
    message         text        not null,
    channel         text        not null check (channel in ('EMAIL')),
    kind            text        not null check (kind in ('BOOKING_CONFIRMED', 'REFUND_DONE', 'OFFER_MADE')),
    customer_id     uuid        not null,
    performance_id  uuid        not null,
    facts           jsonb       not null,
    created_at      timestamptz not null default now(),
    worthless_after timestamptz not null,
    leases          int         not null default 0 check (leases >= 0),
    failures        int         not null default 0 check (failures >= 0),
    state           text        not null default 'DUE',
    -- DUE: to be sent from then on. SENDING: the lease ends then.
    next_attempt_at timestamptz,
    sent_at         timestamptz,
    death           text check (death in ('UNDELIVERABLE', 'NO_ADDRESS', 'TOO_LATE')),
    dead_at         timestamptz,

    -- However often a fact is heard, a person is told once on each channel.
    constraint once_per_message_and_channel unique (message, channel),

    -- The row mirrors NotificationState.
    constraint a_known_state check (state in ('DUE', 'SENDING', 'SENT', 'DEAD')),
    constraint a_state_carries_its_facts check (
        (next_attempt_at is not null, sent_at is not null, death is not null, dead_at is not null) =
        case state
            when 'DUE'     then (true,  false, false, false)
            when 'SENDING' then (true,  false, false, false)
            when 'SENT'    then (false, true,  false, false)
            when 'DEAD'    then (false, false, true,  true)
        end)
);

create index notification_due on notification (next_attempt_at) where state in ('DUE', 'SENDING');
create index notification_of_customer on notification (customer_id) where state = 'DUE';
