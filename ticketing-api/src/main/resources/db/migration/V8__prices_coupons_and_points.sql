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
