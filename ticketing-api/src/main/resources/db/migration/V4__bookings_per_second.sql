-- While staff cap the bookings per second of a sale: from when on the next turn to book is given, at which pace. A
-- change of the pace begins a new round, and the turns of former rounds are void.
create table booking_pace (
    sale_id    uuid primary key references sale,
    per_second double precision not null check (per_second > 0),
    round      int not null,
    next_at    timestamptz not null
) with (fillfactor = 50);

-- When it is a hold's turn to become an order.
create table booking_turn (
    hold_id uuid primary key references hold,
    round   int not null,
    at      timestamptz not null
);
