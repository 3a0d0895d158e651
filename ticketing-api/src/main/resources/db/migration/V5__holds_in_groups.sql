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

-- Which of an account's windows shops: the session of the newest pass it has come with. An older window's pass holds no
-- more seats.
alter table shopper
    add column number bigint,
    add column turn int,
    add constraint a_session_has_both check ((number is null) = (turn is null));

-- Holds come from the performance's and the sale's own rows, which are never deleted; asking for each hold whether they
-- exist would lock those two rows once more for every hold.
alter table hold
    drop constraint hold_performance_id_fkey,
    drop constraint hold_sale_id_fkey;
alter table shopper
    drop constraint shopper_sale_id_fkey;
