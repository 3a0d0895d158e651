-- A seat changes hands without touching an index: its row is found by the performance and the seats its hold names, so
-- every change is a heap-only update (HOT), which costs a fraction and leaves nothing for vacuum.
drop index seat_by_hold;
drop index seat_by_order;
drop index seat_by_release;

-- A performance in which something is wrong with the seats or the money takes no new holds until a person has looked.
alter table performance
    add column stopped_at timestamptz,
    add column stop_reason text check (length(stop_reason) between 1 and 500),
    add constraint who_stops_says_why check ((stopped_at is null) = (stop_reason is null));
