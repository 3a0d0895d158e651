-- Something that does not work as it should, as everybody is told of it. Everything said of it is a row of
-- incident_update, the last of which is how it stands; the title stays.
create table incident (
    id         uuid primary key,
    title_ko   text not null check (length(btrim(title_ko)) between 1 and 100),
    title_en   text not null check (length(btrim(title_en)) between 1 and 100),
    started_at timestamptz not null,
    opened_at  timestamptz not null default now(),
    updates    int not null default 1 check (updates between 1 and 100),
    closed_at  timestamptz,
    constraint it_began_before_it_was_told check (started_at <= opened_at)
);

-- What was said, by whom. While it is open there always is a time of the next news, which lay ahead when it was said.
create table incident_update (
    incident_id          uuid not null references incident,
    number               int not null check (number > 0),
    kind                 text not null check (kind in ('OPENED', 'UPDATED', 'CLOSED')),
    severity             text not null check (severity in ('DEGRADED', 'PARTIAL_OUTAGE', 'OUTAGE')),
    components           text[] not null check (
        cardinality(components) between 1 and 8
        and components <@ array ['QUEUE', 'BOOKING', 'PAYMENT', 'REFUND', 'WAITLIST', 'TICKETS', 'NOTIFICATION', 'LOGIN']
        and array_position(components, null) is null),
    cause_ko             text not null check (length(btrim(cause_ko)) between 1 and 500),
    cause_en             text not null check (length(btrim(cause_en)) between 1 and 500),
    text_ko              text check (length(btrim(text_ko)) between 1 and 500),
    text_en              text check (length(btrim(text_en)) between 1 and 500),
    expected_recovery_at timestamptz,
    next_update_at       timestamptz,
    who                  text not null,
    at                   timestamptz not null default now(),
    primary key (incident_id, number),
    constraint the_first_opens_it check ((number = 1) = (kind = 'OPENED')),
    constraint an_update_says_something check (
        ((text_ko is null), (text_en is null)) = (kind = 'OPENED', kind = 'OPENED')),
    constraint an_open_incident_has_a_next_update check ((kind = 'CLOSED') = (next_update_at is null)),
    constraint the_next_update_lies_ahead check (next_update_at > at and next_update_at <= at + interval '7 days'),
    constraint recovery_lies_ahead check (expected_recovery_at > at),
    constraint what_is_over_is_not_expected check (kind <> 'CLOSED' or expected_recovery_at is null)
);

-- Nothing is counted that was not said.
alter table incident
    add constraint the_last_update_is_there foreign key (id, updates) references incident_update (incident_id, number)
        deferrable initially deferred;

create function a_closed_incident_stays_closed() returns trigger language plpgsql as $$
begin
    if old.closed_at is not null
       or (new.id, new.title_ko, new.title_en, new.started_at, new.opened_at)
          <> (old.id, old.title_ko, old.title_en, old.started_at, old.opened_at)
       or new.updates <> old.updates + 1 then
        raise exception 'a closed incident stays as it is, and an open one is only added to' using errcode = '42501';
    end if;
    return new;
end $$;

create trigger a_closed_incident_stays_closed
    before update on incident
    for each row execute function a_closed_incident_stays_closed();

create function incidents_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was said of an incident is append-only' using errcode = '42501';
end $$;

create trigger incidents_are_never_removed
    before delete or truncate on incident
    for each statement execute function incidents_are_append_only();

create trigger incident_updates_are_append_only
    before update or delete or truncate on incident_update
    for each statement execute function incidents_are_append_only();
