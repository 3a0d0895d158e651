-- How many of a line may still be served, so that nobody counts the whole line to say where somebody stands in it. Level
-- 1 counts blocks of 256 places, level 2 blocks of 256 of these, level 3 blocks of 256 of those: block n of level l
-- begins with place n * 256^l.
create table line_count (
    performance_id uuid     not null,
    level          smallint not null check (level between 1 and 3),
    block          bigint   not null,
    living         bigint   not null,
    primary key (performance_id, level, block)
);

-- However many change with one statement, each block is written once. Whoever changes a line has its performance, so
-- nobody waits for anybody here.
create function line_counted(performances uuid[], places bigint[], changes int[]) returns void language sql as $$
    insert into line_count (performance_id, level, block, living)
    select changed.performance, level, place >> (8 * level), sum(change)
      from unnest(performances, places, changes) as changed (performance, place, change),
           generate_series(1, 3) as level
     group by 1, 2, 3
    having sum(change) <> 0
     order by 1, 2, 3
    on conflict (performance_id, level, block) do update
       set living = line_count.living + excluded.living
$$;

create function line_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        perform line_counted(array_agg(performance_id), array_agg(seq), array_agg(1))
           from became
          where state in ('WAITING', 'OFFERED');
    elsif tg_op = 'DELETE' then
        perform line_counted(array_agg(performance_id), array_agg(seq), array_agg(-1))
           from was
          where state in ('WAITING', 'OFFERED');
    else
        perform line_counted(array_agg(performance_id), array_agg(seq), array_agg(change))
           from (select performance_id, seq, 1 as change
                   from became
                  where state in ('WAITING', 'OFFERED')
                  union all
                 select performance_id, seq, -1
                   from was
                  where state in ('WAITING', 'OFFERED')) as change;
    end if;
    return null;
end $$;

create trigger line_grows
    after insert on entry
    referencing new table as became
    for each statement execute function line_changed();

create trigger line_changes
    after update on entry
    referencing old table as was new table as became
    for each statement execute function line_changed();

create trigger line_shrinks
    after delete on entry
    referencing old table as was
    for each statement execute function line_changed();

-- From here on nobody changes a line until this is committed.
insert into line_count (performance_id, level, block, living)
select performance_id, level, seq >> (8 * level), count(*)
  from entry, generate_series(1, 3) as level
 where state in ('WAITING', 'OFFERED')
 group by performance_id, level, seq >> (8 * level);
