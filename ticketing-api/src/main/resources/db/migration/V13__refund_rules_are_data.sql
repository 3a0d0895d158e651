-- A list of steps is one that a customer can be told: it ends with the day itself, comes nearer to it step by step,
-- and keeps between nothing and everything, never less the later it is.
create function is_refund_terms(terms jsonb) returns boolean language sql immutable as $$
    select coalesce(bool_and(days is not null
                             and days >= 0
                             and percent is not null
                             and percent between 0 and 100
                             and (earlier is null or (days < earlier and percent >= cheaper))), false)
           and coalesce(min(days), -1) = 0
           and coalesce((terms ->> 'freeForAfterBooking')::numeric, -1) >= 0
           and coalesce((terms ->> 'freeDaysBefore')::int, -1) >= 0
      from (select days, percent, lag(days) over (order by position) as earlier,
                   lag(percent) over (order by position) as cheaper
              from (select (step ->> 'untilDaysBefore')::int as days, (step ->> 'percent')::int as percent, position
                      from jsonb_array_elements(terms -> 'steps') with ordinality as listed(step, position)) as read
           ) as steps
$$;

-- A version applies to orders made from valid_from on, until a later one does. It is never changed.
create table refund_rule (
    name       text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,49}$'),
    version    int not null check (version > 0),
    valid_from timestamptz not null default now(),
    terms      jsonb not null constraint terms_can_be_told check (is_refund_terms(terms)),
    primary key (name, version)
);

create function refund_rules_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'a refund rule that was published never changes; add a version' using errcode = '42501';
end $$;

create trigger refund_rules_are_append_only
    before update or delete or truncate on refund_rule
    for each statement execute function refund_rules_are_append_only();

insert into refund_rule (name, version, valid_from, terms)
values ('steps-7-3-1', 1, '2000-01-01T00:00:00Z', '{
           "steps": [{"untilDaysBefore": 7, "percent": 0},
                     {"untilDaysBefore": 3, "percent": 30},
                     {"untilDaysBefore": 1, "percent": 50},
                     {"untilDaysBefore": 0, "percent": 100}],
           "freeForAfterBooking": 0,
           "freeDaysBefore": 0}'),
       ('kr-consumer-standard', 1, '2000-01-01T00:00:00Z', '{
           "steps": [{"untilDaysBefore": 10, "percent": 0},
                     {"untilDaysBefore": 7, "percent": 10},
                     {"untilDaysBefore": 3, "percent": 20},
                     {"untilDaysBefore": 1, "percent": 30},
                     {"untilDaysBefore": 0, "percent": 90}],
           "freeForAfterBooking": 86400,
           "freeDaysBefore": 3}');

-- What the customer was promised, with the rule's name and version. An order without it is from before there were
-- versions: version 1 of its rule is what it was promised.
alter table orders add column refund_terms jsonb;
