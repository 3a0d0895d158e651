-- Whether a choice that leaves a single empty seat is refused where another of its size would not.
alter table performance
    add column orphan_rule boolean not null default false;

-- Counts changes of a sale's performances, such as another seating plan: who remembers performances reads them again.
alter table sale
    add column performances_changed int not null default 0;

-- Whose plan it is. A row never changes: an edited plan is another one.
alter table hall
    add column organiser text;
create index hall_by_organiser on hall (organiser, at desc) where organiser is not null;

-- An edited plan gives seats other positions, all at once.
alter table seat
    drop constraint seat_performance_id_ordinal_key,
    add constraint seat_performance_id_ordinal_key unique (performance_id, ordinal) deferrable initially immediate;

-- A valid ticket has its seat. One that was cancelled remembers the name of a seat that a new plan may do without.
alter table ticket
    drop constraint ticket_performance_id_seat_id_fkey,
    add column valid_seat text generated always as (case when state = 'VALID' then seat_id end) stored,
    add constraint a_valid_ticket_has_its_seat
        foreign key (performance_id, valid_seat) references seat (performance_id, id);

-- What staff did to seats by hand, and why. Append only.
create table seat_adjustment (
    id             bigint generated always as identity primary key,
    performance_id uuid not null references performance,
    what           text not null check (what in ('BLOCKED', 'UNBLOCKED', 'SEAT_CHANGED', 'PLAN_EDITED', 'ORPHAN_RULE')),
    seats          text[] not null,
    who            text not null,
    reason         text not null check (length(reason) between 1 and 500),
    at             timestamptz not null default now()
);
create index seat_adjustment_by_performance on seat_adjustment (performance_id, id);

create function seat_adjustments_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what staff did to seats is append-only' using errcode = '42501';
end $$;

create trigger seat_adjustments_are_append_only
    before update or delete or truncate on seat_adjustment
    for each statement execute function seat_adjustments_are_append_only();

-- Another seat for a ticket: proposed by staff, done only when the customer has agreed. The new seat is kept aside by a
-- hold of its own meanwhile. What the customer was shown, and who answered when, stays.
create table seat_change (
    id             uuid primary key,
    performance_id uuid not null references performance,
    order_id       uuid not null references orders,
    ticket_id      uuid not null references ticket,
    hold_id        uuid not null unique references hold,
    old_seat       text not null,
    old_label      text not null,
    old_grade      text not null,
    new_seat       text not null,
    new_label      text not null,
    new_grade      text not null,
    old_afterwards text not null check (old_afterwards in ('RELEASED', 'BLOCKED')),
    reason         text not null check (length(reason) between 1 and 500),
    proposed_by    text not null,
    proposed_at    timestamptz not null default now(),
    until          timestamptz not null,
    state          text not null check (state in ('PROPOSED', 'AGREED', 'DECLINED', 'WITHDRAWN', 'LAPSED')),
    answered_by    text,
    answered_at    timestamptz,
    shown          text,
    constraint an_answer_has_its_facts check (
        case state
            when 'PROPOSED' then answered_by is null     and answered_at is null     and shown is null
            when 'AGREED'   then answered_by is not null and answered_at is not null and shown is not null
            when 'DECLINED' then answered_by is not null and answered_at is not null and shown is not null
            when 'WITHDRAWN' then answered_by is not null and answered_at is not null and shown is null
            when 'LAPSED'   then answered_by is null     and answered_at is not null and shown is null
        end)
);
create unique index one_change_at_a_time on seat_change (ticket_id) where state = 'PROPOSED';
create index seat_change_by_order on seat_change (order_id);
create index seat_change_by_performance on seat_change (performance_id, proposed_at desc);
create index seat_change_to_lapse on seat_change (until) where state = 'PROPOSED';
