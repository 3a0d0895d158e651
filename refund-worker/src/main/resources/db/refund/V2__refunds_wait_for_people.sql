-- Refunds that wait for people: for an account of the customer's, for a second person, for somebody who confirms what
-- was settled by hand. And a day's payouts are counted as they begin, so that the caps are read from a few rows.
alter table refund
    -- How often it had been sent when a person let it go on.
    add column tries_before   int         not null default 0,
    -- Where the money is to go, sealed for its customer; gone as soon as it is not needed.
    add column sealed_account text,
    -- How many requests the gateway has refused for good and people have mended. A gateway gives one answer to one key,
    -- so each needs a key of its own.
    add column round          int         not null default 0 check (round >= 0),
    -- When the newest account was given, taken up or not.
    add column account_at     timestamptz,
    -- What was told of a day's cap that holds it back.
    add column expected_at    timestamptz,
    add column proposed_by    text,
    add column reference      text,
    add column confirmed_by   text,
    -- In which order people look at it: what waits for staff, for the customer, for nobody; what is done.
    add column desk           smallint generated always as (
        case state
            when 'PARKED' then 0 when 'PROPOSED' then 0 when 'NEEDS_APPROVAL' then 0
            when 'AWAITING_ACCOUNT' then 1
            when 'SETTLED' then 3
            else 2
        end) stored,
    drop constraint a_known_state,
    drop constraint a_state_carries_its_facts,
    add constraint a_known_state check (state in (
        'REQUESTED', 'SENDING', 'SETTLED', 'PARKED', 'PROPOSED', 'AWAITING_ACCOUNT', 'NEEDS_APPROVAL')),
    -- The row mirrors RefundState: one state, and exactly the facts that state carries.
    add constraint a_state_carries_its_facts check (
        (next_attempt_at is not null, provider_refund is not null, settled_at is not null,
         park_reason is not null, parked_at is not null) =
        case state
            when 'REQUESTED'        then (true,  false, false, false, false)
            when 'SENDING'          then (true,  false, false, false, false)
            when 'SETTLED'          then (false, true,  true,  false, false)
            when 'PARKED'           then (false, false, false, true,  true)
            when 'PROPOSED'         then (false, false, false, true,  true)
            when 'AWAITING_ACCOUNT' then (false, false, false, true,  true)
            when 'NEEDS_APPROVAL'   then (false, false, false, true,  true)
        end),
    add constraint by_hand_needs_a_proposal check (
        (proposed_by is not null) = (state = 'PROPOSED' or confirmed_by is not null)
        and (reference is null) = (proposed_by is null)),
    add constraint by_hand_needs_two_people check (
        confirmed_by is null or (state = 'SETTLED' and confirmed_by <> proposed_by)),
    add constraint an_account_is_kept_while_it_may_be_needed check (
        sealed_account is null or state in ('REQUESTED', 'SENDING', 'PARKED', 'PROPOSED')),
    add constraint a_new_start_is_no_later_than_now check (tries_before between 0 and tries);

create index refund_desk on refund (desk, seq);
create index refund_by_order on refund (order_id);
create index refund_by_performance on refund (performance_id);

alter table refund_attempt
    drop constraint refund_attempt_outcome_check,
    add constraint refund_attempt_outcome_check check (outcome in ('REPAID', 'REFUSED', 'UNCLEAR', 'ACCOUNT_NEEDED'));

-- What began on one calendar day of the caps' zone: first tries and their sum, by currency.
create table refund_day (
    day      date    not null,
    currency char(3) not null,
    begun    int     not null check (begun > 0),
    amount   bigint  not null check (amount > 0),
    primary key (day, currency)
);
insert into refund_day (day, currency, begun, amount)
select cast(attempt.started_at at time zone 'Asia/Seoul' as date), refund.currency, count(*), sum(refund.amount)
  from refund_attempt as attempt
  join refund on refund.id = attempt.refund_id
 where attempt.number = 1
   and attempt.started_at > now() - interval '2 days'
 group by 1, 2;
drop index refund_attempt_first;

-- What staff did, who did it and why.
create table refund_history (
    id        bigint generated always as identity primary key,
    refund_id uuid        not null references refund (id),
    at        timestamptz not null default now(),
    by        text        not null,
    act       text        not null check (act in (
        'RETRIED', 'APPROVED', 'SETTLEMENT_PROPOSED', 'SETTLEMENT_CONFIRMED', 'SETTLEMENT_REFUSED')),
    reason    text        not null,
    reference text
);
create index refund_history_by_refund on refund_history (refund_id, id);

create function refund_history_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what staff did is append-only' using errcode = '42501';
end $$;
create trigger refund_history_is_append_only
    before update or delete or truncate on refund_history
    for each statement execute function refund_history_is_append_only();
revoke update, delete, truncate on refund_history from current_user;
