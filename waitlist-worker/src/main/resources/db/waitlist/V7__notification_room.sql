-- Every message there has been, by name: told again, however much later, nobody hears of it again, on whichever
-- channels they would be reached by then.
create table message (
    name    text primary key,
    told_at timestamptz not null default now()
);

insert into message (name, told_at)
select message, min(created_at)
  from notification
 group by message;

-- A row for each channel, and for web push for each device. What is urgent and what is not are queues of their own.
alter table notification
    drop constraint notification_channel_check,
    add constraint notification_channel_check check (channel in ('EMAIL', 'SMS', 'PUSH')),
    drop constraint notification_kind_check,
    add constraint notification_kind_check
        check (kind in ('BOOKING_CONFIRMED', 'REFUND_DONE', 'REFUND_DELAYED', 'REFUND_ACCOUNT_NEEDED', 'OFFER_MADE',
                        'AUTOMATIC_PAYMENT_FAILED', 'PERFORMANCE_CANCELLED', 'SEAT_CHANGE_ASKED', 'SEAT_CHANGE_DONE',
                        'CONFLICT_APOLOGY', 'TURN_NEAR', 'TURN_CAME', 'MAINTENANCE', 'INCIDENT', 'ANNOUNCEMENT',
                        'ADVERTISEMENT', 'SHOW_ANNOUNCED', 'SALE_REMINDER')),
    drop constraint only_a_turn_concerns_no_performance,
    add column urgency text not null default 'URGENT' check (urgency in ('URGENT', 'BULK')),
    add column concern text not null default 'BOOKING'
        check (concern in ('BOOKING', 'WAITLIST', 'QUEUE', 'SERVICE', 'NEWS', 'REMINDER')),
    -- Who is asked to carry it, e.g. smtp, sens, or the push service's host.
    add column provider text not null default 'smtp',
    add column device uuid,
    drop constraint notification_death_check,
    add constraint notification_death_check
        check (death in ('UNDELIVERABLE', 'NO_ADDRESS', 'GONE', 'TOO_LATE', 'STOPPED')),
    drop constraint once_per_message_and_channel,
    add constraint once_per_message_and_channel unique nulls not distinct (message, channel, device),
    add constraint a_device_is_for_push check ((device is not null) = (channel = 'PUSH'));

update notification
   set concern = case when kind = 'OFFER_MADE' then 'WAITLIST'
                      when kind in ('TURN_NEAR', 'TURN_CAME') then 'QUEUE'
                      else 'BOOKING' end;

drop index notification_due;
create index notification_due on notification (urgency, channel, next_attempt_at) where state in ('DUE', 'SENDING');
create index notification_told on notification (customer_id, created_at desc);
create index notification_newest on notification (created_at desc);

-- Since when the address has been refused for good; a new contact begins anew.
alter table contact add column email_refused_at timestamptz;

-- What a customer wants to be told by; absent: the house's defaults. What cannot wait keeps one way at least.
create table preference (
    customer_id uuid        not null,
    concern     text        not null
        check (concern in ('BOOKING', 'WAITLIST', 'QUEUE', 'SERVICE', 'NEWS', 'REMINDER')),
    channels    text[]      not null check (channels <@ array['EMAIL', 'SMS', 'PUSH']),
    changed_at  timestamptz not null default now(),
    primary key (customer_id, concern),
    constraint what_cannot_wait_is_told
        check (concern not in ('BOOKING', 'WAITLIST', 'QUEUE') or cardinality(channels) >= 1)
);

-- Where the customer's nights are; absent: the venue's, else the house's.
create table customer_zone (
    customer_id uuid primary key,
    time_zone   text not null
);

create table push_device (
    id          uuid primary key,
    customer_id uuid        not null,
    -- Finds a browser that subscribes again; says nothing without the key.
    endpoint    text        not null unique,
    provider    text        not null,
    sealed      text        not null,
    added_at    timestamptz not null default now()
);

create index push_device_of_customer on push_device (customer_id);

-- Whose an order is: some facts name the order alone.
create table known_order (
    order_id       uuid primary key,
    customer_id    uuid not null,
    performance_id uuid not null
);

create index known_order_of_performance on known_order (performance_id, customer_id);

create table refund_delay (
    refund_id   uuid primary key,
    order_id    uuid        not null,
    expected_at timestamptz not null
);

create index refund_delay_of_order on refund_delay (order_id);

create table reason_called_off (
    performance_id uuid primary key,
    reason         text not null
);

create table published_show (
    show_id   uuid primary key,
    sale_id   uuid        not null,
    title     text        not null,
    venue     text        not null,
    category  text        not null,
    region    text        not null,
    opens_at  timestamptz not null,
    time_zone text        not null
);

create index published_show_of_sale on published_show (sale_id);

-- What staff tell many people, in both languages.
create table announcement (
    id             uuid primary key,
    kind           text        not null check (kind in ('MAINTENANCE', 'INCIDENT', 'ANNOUNCEMENT', 'ADVERTISEMENT')),
    performance_id uuid,
    title_ko       text        not null,
    text_ko        text        not null,
    title_en       text        not null,
    text_en        text        not null,
    told_by        text        not null,
    at             timestamptz not null default now()
);

-- Something many are to be told; written out page by page.
create table fan_out (
    id             uuid primary key,
    kind           text        not null
        check (kind in ('MAINTENANCE', 'INCIDENT', 'ANNOUNCEMENT', 'ADVERTISEMENT', 'SHOW_ANNOUNCED',
                        'SALE_REMINDER')),
    about          uuid        not null,
    urgent         boolean     not null,
    audience       text        not null
        check (audience in ('MEMBERS', 'TICKET_HOLDERS', 'WAITLIST', 'INTERESTED', 'REMINDED')),
    performance_id uuid,
    due_at         timestamptz not null,
    -- Exclusive.
    until          timestamptz not null,
    -- The last one written to; absent at the beginning.
    reached        uuid,
    people         bigint      not null default 0,
    done_at        timestamptz,

    constraint once_for_each unique (kind, about)
);

create index fan_out_due on fan_out (due_at) where done_at is null;

-- Asking to be told of new shows is the consent to be told. Empty: any.
create table interest (
    customer_id uuid primary key,
    categories  text[]      not null,
    regions     text[]      not null,
    changed_at  timestamptz not null default now(),
    constraint something_is_of_interest check (cardinality(categories) + cardinality(regions) > 0)
);

-- WANTED whatever the interests say, or UNWANTED in spite of them.
create table reminder (
    customer_id uuid not null,
    sale_id     uuid not null,
    wish        text not null check (wish in ('WANTED', 'UNWANTED')),
    primary key (customer_id, sale_id)
);

create index reminder_of_sale on reminder (sale_id, customer_id);
