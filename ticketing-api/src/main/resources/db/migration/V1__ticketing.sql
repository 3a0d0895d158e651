-- What is on, and when.

create table hall (
    id   uuid primary key,
    name text not null,
    plan text not null,
    seats int not null check (seats > 0),
    at   timestamptz not null default now()
);

create table show (
    id          uuid primary key,
    organiser   text not null,
    hall_id     uuid not null references hall,
    title       text not null,
    category    text not null,
    description text not null,
    venue       text not null,
    time_zone   text not null,
    refund_rule text not null,
    at          timestamptz not null default now()
);

create table grade (
    show_id  uuid   not null references show,
    name     text   not null,
    ordinal  int    not null,
    color    text   not null,
    amount   bigint not null check (amount >= 0),
    currency text   not null,
    primary key (show_id, name)
);

create table sale (
    id              uuid primary key,
    show_id         uuid not null references show,
    lobby_opens_at  timestamptz not null,
    opens_at        timestamptz not null,
    closes_at       timestamptz not null,
    waiting_room    boolean not null,
    rate_per_second double precision not null check (rate_per_second > 0),
    burst           int not null check (burst >= 1),
    active_cap      int not null check (active_cap >= 1),
    called_seconds  int not null check (called_seconds between 10 and 600),
    active_seconds  int not null check (active_seconds between 30 and 600),
    hold_seconds    int not null check (hold_seconds between 10 and 300),
    max_seats       int not null check (max_seats between 1 and 20),
    constraint a_sale_goes_forward check (lobby_opens_at <= opens_at and opens_at < closes_at)
);

create table performance (
    id        uuid primary key,
    show_id   uuid not null references show,
    sale_id   uuid not null references sale,
    hall_id   uuid not null references hall,
    starts_at timestamptz not null
);
create index performance_by_show on performance (show_id);
create index performance_by_sale on performance (sale_id);

-- Who buys. Name, phone and e-mail are sealed; the indexes are blind.
create table customer (
    id          uuid primary key,
    kind        text not null check (kind in ('MEMBER', 'GUEST')),
    issuer      text,
    login       text,
    contact     text,
    phone_index text,
    email_index text,
    at          timestamptz not null default now(),
    constraint a_member_has_a_login check ((kind = 'MEMBER') = (issuer is not null and login is not null)),
    unique (issuer, login)
);
create index customer_by_phone on customer (phone_index);
create index customer_by_email on customer (email_index);

-- Seats put aside. The rows stay: they are the log of who held what, when, and how it ended.
create table hold (
    id           uuid primary key,
    performance_id uuid not null references performance,
    sale_id      uuid not null references sale,
    subject      text not null,
    session      text,
    offer_id     uuid,
    seats        text[] not null check (cardinality(seats) between 1 and 20),
    state        text not null check (state in ('ACTIVE', 'BOUGHT', 'RELEASED', 'LAPSED')),
    placed_at    timestamptz not null default now(),
    until        timestamptz not null,
    extended     boolean not null default false,
    accepted_at  timestamptz,
    ended_at     timestamptz,
    constraint a_hold_ends_once check ((state = 'ACTIVE') = (ended_at is null))
);
create index hold_to_sweep on hold (until) where state = 'ACTIVE';
create index hold_by_subject on hold (subject, performance_id);

-- One row, one seat, one owner. The row mirrors SeatState: one state, and exactly the facts that state carries.
create table seat (
    performance_id uuid not null references performance,
    id         text not null,
    ordinal    int  not null,
    section    text not null,
    row_label  text not null,
    number     int  not null,
    label      text not null,
    grade      text not null,
    amount     bigint not null,
    currency   text not null,
    state      text not null default 'AVAILABLE',
    hold_id    uuid,
    order_id   uuid,
    release_id uuid,
    until      timestamptz,
    primary key (performance_id, id),
    unique (performance_id, ordinal),
    constraint a_state_carries_its_facts check (
        case state
            when 'AVAILABLE' then hold_id is null     and order_id is null     and release_id is null     and until is null
            when 'HELD'      then hold_id is not null and order_id is null     and release_id is null     and until is not null
            when 'PAYING'    then hold_id is not null and order_id is not null and release_id is null     and until is not null
            when 'SOLD'      then hold_id is null     and order_id is not null and release_id is null     and until is null
            when 'RELEASED'  then hold_id is null     and order_id is null     and release_id is not null and until is not null
            when 'OFFERED'   then hold_id is not null and order_id is null     and release_id is null     and until is not null
            when 'BLOCKED'   then hold_id is null     and order_id is null     and release_id is null     and until is null
            else false
        end)
) with (fillfactor = 70);
create index seat_by_hold on seat (hold_id) where hold_id is not null;
create index seat_by_order on seat (order_id) where order_id is not null;
create index seat_by_release on seat (release_id) where release_id is not null;

-- How many seats of a sale somebody holds or owns, so that the limit stands under concurrent requests.
create table shopper (
    sale_id uuid not null references sale,
    subject text not null,
    seats   int  not null check (seats >= 0),
    primary key (sale_id, subject)
);

create table orders (
    id           uuid primary key,
    booking      text not null unique,
    performance_id uuid not null references performance,
    sale_id      uuid not null references sale,
    hold_id      uuid not null unique references hold,
    customer_id  uuid not null references customer,
    subject      text not null,
    recipient    text not null,
    delivery     text not null check (delivery in ('MOBILE')),
    refund_rule  text not null,
    amount       bigint not null check (amount >= 0),
    currency     text not null,
    state        text not null check (state in ('PENDING', 'PAID', 'PARTLY_CANCELLED', 'CANCELLED', 'LAPSED')),
    at           timestamptz not null default now(),
    paid_at      timestamptz
);
create index orders_by_customer on orders (customer_id, at desc);
create index orders_by_subject on orders (subject, at desc);
create index orders_by_performance on orders (performance_id);

-- An attempt to pay. At most one of an order is in flight or captured, whatever clients and servers do.
create table payment (
    id           uuid primary key,
    order_id     uuid not null references orders,
    channel      text not null,
    amount       bigint not null check (amount > 0),
    currency     text not null,
    state        text not null check (state in ('STARTED', 'CONFIRMING', 'UNKNOWN', 'CAPTURED', 'DECLINED', 'LATE')),
    provider_payment text not null,
    code         text,
    asked        int not null default 0,
    next_ask_at  timestamptz,
    at           timestamptz not null default now(),
    ended_at     timestamptz,
    constraint an_open_question_has_a_time check ((state in ('CONFIRMING', 'UNKNOWN')) = (next_ask_at is not null)),
    unique (channel, provider_payment)
);
create unique index one_capture_per_order on payment (order_id) where state in ('CONFIRMING', 'UNKNOWN', 'CAPTURED');
create index payment_by_order on payment (order_id);
create index payment_to_ask on payment (next_ask_at) where next_ask_at is not null;

create table ticket (
    id           uuid primary key,
    order_id     uuid not null references orders,
    performance_id uuid not null,
    seat_id      text not null,
    label        text not null,
    grade        text not null,
    amount       bigint not null,
    currency     text not null,
    state        text not null check (state in ('VALID', 'CANCELLED')),
    code         text not null unique,
    at           timestamptz not null default now(),
    cancelled_at timestamptz,
    foreign key (performance_id, seat_id) references seat (performance_id, id)
);
create unique index a_seat_is_sold_once on ticket (performance_id, seat_id) where state = 'VALID';
create index ticket_by_order on ticket (order_id);

create table cancellation (
    id         uuid primary key,
    order_id   uuid not null references orders,
    refund_id  uuid unique,
    cause      text not null check (cause in ('CUSTOMER', 'LATE_CAPTURE')),
    tickets    uuid[] not null,
    step       text not null,
    gross      bigint not null,
    fee        bigint not null check (fee >= 0),
    refund     bigint not null check (refund >= 0),
    currency   text not null,
    refund_state text not null check (refund_state in ('NONE', 'REQUESTED', 'SETTLED', 'PARKED')),
    at         timestamptz not null default now(),
    settled_at timestamptz,
    constraint nothing_is_lost check (gross = fee + refund),
    constraint a_refund_has_a_name check ((refund_id is null) = (refund_state = 'NONE'))
);
create index cancellation_by_order on cancellation (order_id);

-- Double entry, append only: the entries of one transaction sum to zero when it commits.
create table ledger_entry (
    id          bigint generated always as identity primary key,
    transaction_id uuid not null,
    account     text not null,
    amount      bigint not null check (amount <> 0),
    currency    text not null,
    order_id    uuid not null references orders,
    reason      text not null check (reason in ('PURCHASE', 'CANCELLATION', 'REFUND', 'LATE_CAPTURE')),
    at          timestamptz not null default now()
);
create index ledger_by_transaction on ledger_entry (transaction_id);
create index ledger_by_order on ledger_entry (order_id);

create function ledger_sums_to_zero() returns trigger language plpgsql as $$
begin
    if exists (select from ledger_entry
                where transaction_id = new.transaction_id
                group by currency
               having sum(amount) <> 0) then
        raise exception 'ledger transaction % does not sum to zero', new.transaction_id using errcode = '23514';
    end if;
    return null;
end $$;

create constraint trigger ledger_sums_to_zero
    after insert on ledger_entry
    deferrable initially deferred
    for each row execute function ledger_sums_to_zero();

create function ledger_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the ledger is append-only' using errcode = '42501';
end $$;

create trigger ledger_is_append_only
    before update or delete or truncate on ledger_entry
    for each statement execute function ledger_is_append_only();

-- Webhooks already seen, by the gateway's event id.
create table webhook (
    gateway  text not null,
    event_id text not null,
    at       timestamptz not null default now(),
    primary key (gateway, event_id)
);
