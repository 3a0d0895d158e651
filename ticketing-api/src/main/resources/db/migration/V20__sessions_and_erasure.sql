-- One customer at one browser. Which session of the identity provider it goes with is kept as a hash, so that a sign-out
-- there ends it here; of the browser, two words.
create table login_session (
    id               uuid primary key,
    customer_id      uuid not null references customer,
    provider_session text not null check (length(provider_session) = 64),
    device           text not null check (length(device) <= 60),
    began_at         timestamptz not null default now(),
    seen_at          timestamptz not null default now(),
    ended_at         timestamptz,
    unique (customer_id, provider_session)
);
create index login_session_by_provider on login_session (provider_session);
create index login_session_by_end on login_session (ended_at) where ended_at is not null;

-- Whoever has asked to be forgotten: what the law wants kept points at a row that says nothing, and never will again.
alter table customer
    add column signed_out_at timestamptz,
    add column forgotten_at timestamptz,
    drop constraint customer_kind_check,
    add constraint customer_kind_check check (kind in ('MEMBER', 'GUEST', 'FORGOTTEN')),
    add constraint the_forgotten_have_a_date check ((kind = 'FORGOTTEN') = (forgotten_at is not null)),
    add constraint nothing_is_known_of_the_forgotten check (
        kind <> 'FORGOTTEN'
        or (contact is null and phone_index is null and email_index is null and tier is null));

create function the_forgotten_stay_forgotten() returns trigger language plpgsql as $$
begin
    raise exception 'a customer who was forgotten stays so' using errcode = '42501';
end $$;

create trigger the_forgotten_stay_forgotten
    before update or delete on customer
    for each row when (old.kind = 'FORGOTTEN')
    execute function the_forgotten_stay_forgotten();

-- Points a member gives up, to be forgotten.
alter table point_entry
    drop constraint point_entry_reason_check,
    add constraint point_entry_reason_check check (reason in ('TOP_UP', 'SPENT', 'REFUND', 'GOODWILL', 'WAIVED')),
    drop constraint spending_takes_and_the_rest_gives,
    add constraint spending_takes_and_the_rest_gives check (
        case when reason in ('SPENT', 'WAIVED') then amount < 0 else amount > 0 end);

alter table ledger_entry
    drop constraint ledger_entry_reason_check,
    add constraint ledger_entry_reason_check check (reason in (
        'PURCHASE', 'CANCELLATION', 'REFUND', 'LATE_CAPTURE',
        'TOP_UP', 'GOODWILL', 'COUPON_ISSUED', 'COUPON_EXPIRED', 'CORRECTION', 'POINTS_WAIVED'));
