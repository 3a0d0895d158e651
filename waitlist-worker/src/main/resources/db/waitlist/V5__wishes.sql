-- What one can wish for in a performance. Entries with the same wish share the row, so that a line is read wish by wish:
-- one that does not fit what came back costs one look, however many have it.
create table wish (
    id             bigint primary key generated always as identity,
    performance_id uuid    not null references performance (id),
    grades         text[]  not null check (cardinality(grades) >= 1),
    -- Absent: anywhere.
    sections       text[] check (cardinality(sections) >= 1),
    seats          int     not null check (seats between 1 and 4),
    adjacent       boolean not null,
    -- For each seat. Absent: whatever it costs.
    highest_price  bigint check (highest_price > 0),
    currency       text,

    constraint one_is_next_to_itself check (seats > 1 or adjacent),
    constraint a_price_has_a_currency check ((highest_price is null) = (currency is null)),
    constraint each_wish_once
        unique nulls not distinct (performance_id, grades, sections, seats, adjacent, highest_price, currency)
);

insert into wish (performance_id, grades, seats, adjacent)
select distinct performance_id, grades, seats, adjacent or seats = 1
  from entry;

alter table entry add column wish_id bigint;

update entry
   set wish_id = wish.id
  from wish
 where wish.performance_id = entry.performance_id
   and wish.grades = entry.grades
   and wish.seats = entry.seats
   and wish.adjacent = (entry.adjacent or entry.seats = 1);

alter table entry
    alter column wish_id set not null,
    add foreign key (wish_id) references wish (id),
    drop column grades,
    drop column seats,
    drop column adjacent;

-- The line of each wish; what is offered, served or over is not in it.
drop index entry_waiting;
create index entry_waiting on entry (wish_id, seq) where state = 'WAITING';
create index entry_wanted_until on entry (wanted_until) where state = 'WAITING' and wanted_until is not null;

-- What the grades cost, in the order of the grades; absent until it is told again.
alter table performance
    add column amounts  bigint[],
    add column currency text;
