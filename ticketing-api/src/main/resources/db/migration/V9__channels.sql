-- Which ways to pay one show offers, in this order; the house's where there is no row.
create table show_channels (
    show_id  uuid primary key references show,
    channels text[] not null check (cardinality(channels) between 1 and 20),
    who      text not null,
    at       timestamptz not null default now()
);

-- What has come of asking gateways, second by second. Measurements only: unlogged, because nothing is lost when they are.
create unlogged table channel_try (
    channel  text not null,
    kind     text not null check (kind in ('OPEN', 'CONFIRM')),
    second   timestamptz not null,
    approved bigint not null,
    declined bigint not null,
    failed   bigint not null,
    millis   bigint not null,
    primary key (channel, kind, second)
) with (fillfactor = 50);

create unlogged table channel_code (
    channel text not null,
    code    text not null,
    second  timestamptz not null,
    times   bigint not null,
    primary key (channel, code, second)
);

-- Whether customers are kept from a channel, for all processes alike. The row mirrors Breakers.State.
create table channel_breaker (
    channel  text primary key,
    state    text not null check (state in ('CLOSED', 'OPEN', 'HALF_OPEN')),
    since    timestamptz not null,
    probe_at timestamptz,
    trips    int not null,
    answers  int not null,
    constraint a_broken_channel_is_tried_again check ((state = 'CLOSED') = (probe_at is null))
);

-- Who switched a channel by hand, why, how long. Append only; the latest row of a channel holds while it lasts.
create table channel_override (
    id      bigint generated always as identity primary key,
    channel text not null,
    became  text not null check (became in ('OFF', 'ON', 'BY_ITSELF')),
    reason  text not null check (length(reason) between 1 and 500),
    who     text not null,
    until   timestamptz not null,
    at      timestamptz not null default now()
);
create index channel_override_by_channel on channel_override (channel, id desc);

create function channel_overrides_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was decided is append-only' using errcode = '42501';
end $$;

create trigger channel_overrides_are_append_only
    before update or delete or truncate on channel_override
    for each statement execute function channel_overrides_are_append_only();

-- An order whose chosen channel was broken keeps its seats longer: once.
create table channel_switch (
    order_id   uuid primary key references orders,
    channel    text not null,
    next       text,
    kept_until timestamptz not null,
    at         timestamptz not null default now()
);

-- A way to pay that a customer has left with a gateway, and what they have agreed to. The key is sealed; it goes when
-- the customer takes it back, and the record of the consent stays.
create table payment_method (
    id           uuid primary key,
    customer_id  uuid not null references customer,
    gateway      text not null,
    label        text not null check (length(label) between 1 and 100),
    customer_key text not null,
    sealed_key   text,
    consent_text text not null,
    consent_version text not null,
    consented_at timestamptz not null default now(),
    ended_at     timestamptz,
    constraint a_key_goes_with_its_consent check ((sealed_key is null) = (ended_at is not null))
);
create index payment_method_by_customer on payment_method (customer_id) where ended_at is null;

-- The page at a gateway where a customer leaves a way to pay; finished once.
create table payment_method_page (
    id           uuid primary key,
    customer_id  uuid not null references customer,
    gateway      text not null,
    customer_key text not null,
    consent_text text not null,
    consent_version text not null,
    method_id    uuid references payment_method,
    at           timestamptz not null default now()
);

create index payment_method_page_by_customer on payment_method_page (customer_id, gateway);

-- That waitlist offers may be paid from the wallet by themselves.
create table point_consent (
    id           bigint generated always as identity primary key,
    customer_id  uuid not null references customer,
    given        boolean not null,
    consent_text text not null,
    consent_version text not null,
    at           timestamptz not null default now()
);
create index point_consent_by_customer on point_consent (customer_id, id desc);

-- Money a customer puts into their own wallet.
create table top_up (
    id          uuid primary key,
    customer_id uuid not null references customer,
    amount      bigint not null check (amount > 0),
    currency    text not null,
    at          timestamptz not null default now(),
    credited_at timestamptz
);
create index top_up_by_customer on top_up (customer_id, at desc);

-- A payment is for an order or for a wallet, by a page or by a saved way to pay.
alter table payment
    alter column order_id drop not null,
    drop constraint payment_amount_check,
    add column top_up_id uuid references top_up,
    add column method_id uuid references payment_method,
    add column charged bigint,
    add column confirming_since timestamptz,
    add constraint a_payment_is_for_one_thing check ((order_id is null) <> (top_up_id is null)),
    add constraint only_nothing_is_free check (amount > 0 or (amount = 0 and channel = 'free'));
update payment set charged = amount where state in ('CAPTURED', 'LATE');
update payment set confirming_since = at where state <> 'STARTED';
alter table payment
    add constraint what_was_taken_is_known check ((state in ('CAPTURED', 'LATE')) = (charged is not null)),
    add constraint a_captured_order_is_paid_in_full check (state <> 'CAPTURED' or order_id is null or charged = amount);
create unique index one_payment_per_top_up on payment (top_up_id) where top_up_id is not null;
create index payment_left on payment (at) where state = 'STARTED';

-- A link that staff give to somebody who is to pay an order. What makes it unguessable is kept nowhere.
create table payment_link (
    id         uuid primary key,
    order_id   uuid not null references orders,
    channel    text not null,
    reason     text not null check (length(reason) between 1 and 500),
    who        text not null,
    expires_at timestamptz not null,
    at         timestamptz not null default now(),
    revoked_at timestamptz,
    revoked_by text
);
create index payment_link_by_order on payment_link (order_id);

-- What happened with a link. Append only.
create table payment_link_event (
    id      bigint generated always as identity primary key,
    link_id uuid not null references payment_link,
    what    text not null check (what in ('MADE', 'OPENED', 'RETURNED', 'REVOKED')),
    who     text,
    payment_id uuid,
    at      timestamptz not null default now()
);
create index payment_link_event_by_link on payment_link_event (link_id, id);

create trigger payment_link_events_are_append_only
    before update or delete or truncate on payment_link_event
    for each statement execute function channel_overrides_are_append_only();
