-- How running sales do. Measurements only: unlogged, because nothing is lost when they are.

-- When a sale is to be measured next, by whichever process comes first, and what was told of it last.
create unlogged table pulse (
    sale_id uuid primary key references sale,
    due_at  timestamptz not null,
    told    text,
    told_at timestamptz
);

-- What each process has seen in its last half minute.
create unlogged table process_health (
    process         uuid primary key,
    at              timestamptz not null,
    payments        int not null,
    payments_failed int not null,
    database_millis double precision not null
);

create index sale_with_waiting_room on sale (closes_at) where waiting_room;
