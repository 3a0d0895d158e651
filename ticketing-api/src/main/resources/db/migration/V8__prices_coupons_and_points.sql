-- What members have with us. The history is append-only, and its sum is the balance.
create table wallet (
    customer_id uuid not null references customer,
    currency    text not null,
    balance     bigint not null check (balance >= 0),
    primary key (customer_id, currency)
) with (fillfactor = 70);

create table point_entry (
    id          bigint generated always as identity primary key,
    customer_id uuid not null,
    currency    text not null,
    amount      bigint not null,
    reason      text not null check (reason in ('TOP_UP', 'SPENT', 'REFUND', 'GOODWILL')),
    reference   uuid not null,
    order_id    uuid references orders,
    who         text,
    memo        text check (length(memo) between 1 and 500),
    at          timestamptz not null default now(),
    foreign key (customer_id, currency) references wallet,
    constraint spending_takes_and_the_rest_gives check (case reason when 'SPENT' then amount < 0 else amount > 0 end),
    constraint goodwill_has_a_giver check ((reason = 'GOODWILL') = (who is not null and memo is not null)),
    constraint booked_once unique (reason, reference)
);
create index point_entry_by_customer on point_entry (customer_id, id);

create function points_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the history of points is append-only' using errcode = '42501';
end $$;

create trigger points_are_append_only
    before update or delete or truncate on point_entry
    for each statement execute function points_are_append_only();

-- Not everything in the ledger belongs to an order: what else it is about has an id of its own.
alter table ledger_entry
    alter column order_id drop not null,
    add column about uuid,
    add constraint an_entry_is_about_something check (order_id is not null or about is not null),
    drop constraint ledger_entry_reason_check,
    add constraint ledger_entry_reason_check check (reason in (
        'PURCHASE', 'CANCELLATION', 'REFUND', 'LATE_CAPTURE',
        'TOP_UP', 'GOODWILL', 'COUPON_ISSUED', 'COUPON_EXPIRED', 'CORRECTION'));
create index ledger_by_account on ledger_entry (account);

-- The role that serves may add and read. The triggers say the same to whoever has more rights.
revoke update, delete, truncate on ledger_entry, point_entry from current_user;

-- Nobody is given back more than came in.
alter table orders
    add column captured bigint not null default 0,
    add column owed bigint not null default 0;

update orders
   set captured = coalesce((select sum(amount) from payment
                             where order_id = orders.id and state in ('CAPTURED', 'LATE')), 0),
       owed = coalesce((select sum(refund) from cancellation where order_id = orders.id), 0);

alter table orders add constraint refunds_are_covered_by_captures check (owed between 0 and captured);

-- What a show's seats cost besides the regular price, and what goes with them. A version never changes: an order keeps
-- the one it was made with. Version 0 is no row: the regular price only, and no fees.
create table tariff (
    show_id       uuid   not null references show,
    version       int    not null check (version > 0),
    currency      text   not null,
    service_fee   bigint not null check (service_fee >= 0),
    will_call_fee bigint check (will_call_fee >= 0),
    post_fee      bigint check (post_fee >= 0),
    who           text   not null,
    at            timestamptz not null default now(),
    primary key (show_id, version)
);

create table price_type (
    show_id     uuid   not null,
    version     int    not null,
    grade       text   not null,
    type        text   not null check (type in (
        'EARLY_BIRD', 'YOUTH', 'VETERAN', 'DISABILITY_1_3', 'DISABILITY_4_6')),
    amount      bigint not null check (amount >= 0),
    percent_off numeric(5, 2) check (percent_off > 0 and percent_off <= 100),
    until       timestamptz,
    note        text   not null check (length(note) <= 200),
    primary key (show_id, version, grade, type),
    foreign key (show_id, version) references tariff,
    foreign key (show_id, grade) references grade,
    constraint early_ends check (type <> 'EARLY_BIRD' or until is not null)
);

create table member_discount (
    show_id     uuid not null,
    version     int  not null,
    tier        text not null check (tier ~ '^[A-Z]{2,20}$'),
    percent_off numeric(5, 2) not null check (percent_off > 0 and percent_off <= 100),
    primary key (show_id, version, tier),
    foreign key (show_id, version) references tariff
);

create function prices_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'a version of prices is append-only' using errcode = '42501';
end $$;

create trigger prices_are_append_only before update or delete or truncate on tariff
    for each statement execute function prices_are_append_only();
create trigger prices_are_append_only before update or delete or truncate on price_type
    for each statement execute function prices_are_append_only();
create trigger prices_are_append_only before update or delete or truncate on member_discount
    for each statement execute function prices_are_append_only();

-- A member's standing, which a show's prices may honour. Staff set it, with a reason.
alter table customer
    add column tier text check (tier ~ '^[A-Z]{2,20}$');

create table tier_change (
    id          bigint generated always as identity primary key,
    customer_id uuid not null references customer,
    tier        text,
    who         text not null,
    reason      text not null check (length(reason) between 1 and 500),
    at          timestamptz not null default now()
);
create index tier_change_by_customer on tier_change (customer_id, id);
revoke update, delete, truncate on tier_change from current_user;

-- A promise to take something off an order: by the house (no issuer), or by an organiser on their own shows.
-- `amount` is what one coupon takes off, or the most it takes off when it is a percentage: what it may cost.
create table coupon_issue (
    id          uuid   primary key,
    issuer      text,
    name        text   not null check (length(name) between 1 and 100),
    show_id     uuid   references show,
    currency    text   not null,
    amount      bigint not null check (amount > 0),
    percent_off numeric(5, 2) check (percent_off > 0 and percent_off <= 100),
    minimum     bigint not null check (minimum >= 0),
    until       timestamptz not null,
    who         text   not null,
    at          timestamptz not null default now()
);
create index coupon_issue_by_issuer on coupon_issue (issuer, at);

-- One coupon is used by one order. It is somebody's, or whoever's has its code.
create table coupon (
    id          uuid primary key,
    issue_id    uuid not null references coupon_issue,
    customer_id uuid references customer,
    code        text unique,
    state       text not null default 'OPEN' check (state in ('OPEN', 'USED', 'EXPIRED')),
    until       timestamptz not null,
    order_id    uuid,
    constraint somebodys_or_by_code check ((customer_id is null) <> (code is null)),
    constraint used_by_one_order check ((state = 'USED') = (order_id is not null))
);
create index coupon_by_customer on coupon (customer_id) where customer_id is not null;
create index coupon_by_issue on coupon (issue_id);
create index coupon_to_expire on coupon (until) where state = 'OPEN';

-- What an order was made with, and what it comes to.
alter table orders
    drop constraint orders_delivery_check,
    add constraint orders_delivery_check check (delivery in ('MOBILE', 'WILL_CALL', 'POST')),
    add column prices int not null default 0,
    add column quote text,
    add column service_fee bigint not null default 0 check (service_fee >= 0),
    add column delivery_fee bigint not null default 0 check (delivery_fee >= 0),
    add column coupon_id uuid references coupon,
    add column coupon_discount bigint not null default 0 check (coupon_discount >= 0),
    add constraint a_discount_has_a_coupon check (coupon_id is not null or coupon_discount = 0);
create index orders_by_coupon on orders (coupon_id) where coupon_id is not null;

-- What each seat of an order costs, and why.
create table order_line (
    order_id        uuid   not null references orders,
    seat_id         text   not null,
    price_type      text   not null check (price_type in (
        'REGULAR', 'EARLY_BIRD', 'YOUTH', 'VETERAN', 'DISABILITY_1_3', 'DISABILITY_4_6')),
    regular         bigint not null check (regular >= 0),
    price           bigint not null,
    member_discount bigint not null check (member_discount >= 0),
    coupon_discount bigint not null check (coupon_discount >= 0),
    amount          bigint not null check (amount >= 0),
    primary key (order_id, seat_id),
    constraint never_dearer_than_regular check (price between 0 and regular),
    constraint a_line_adds_up check (amount = price - member_discount - coupon_discount)
);

insert into order_line (order_id, seat_id, price_type, regular, price, member_discount, coupon_discount, amount)
select orders.id, seat.id, 'REGULAR', seat.amount, seat.amount, 0, 0, seat.amount
  from orders
  join hold on hold.id = orders.hold_id
  join seat on seat.performance_id = hold.performance_id and seat.id = any (hold.seats);

-- A ticket's amount is what was paid for it; what a coupon paid of it stands beside.
alter table ticket add column coupon_discount bigint not null default 0 check (coupon_discount >= 0);

-- Fees and delivery that go back together with the tickets.
alter table cancellation
    add column service_fee bigint not null default 0 check (service_fee >= 0),
    add column delivery_fee bigint not null default 0 check (delivery_fee >= 0),
    add constraint what_goes_back_with_the_tickets check (service_fee + delivery_fee <= refund);
