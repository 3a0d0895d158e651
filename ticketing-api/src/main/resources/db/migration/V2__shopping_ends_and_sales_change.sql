-- When the shopping of a visitor whom the waiting room let in is over. From then on their pass holds no more seats,
-- and once nothing of theirs is being paid for any more, the waiting room is told (or knows by the tickets issued).
create table shopping_end (
    sale_id uuid not null references sale,
    session text not null,
    subject text not null,
    at      timestamptz not null default now(),
    told_at timestamptz,
    primary key (sale_id, session)
);
create index shopping_end_to_tell on shopping_end (at) where told_at is null;

-- What staff may change while a sale runs.
alter table sale
    add column accounts_only boolean not null default false,
    add column invited_share double precision check (invited_share between 0 and 1),
    add column bookings_per_second double precision check (bookings_per_second > 0),
    add column notice text check (length(notice) between 1 and 500);

-- Who changed what, when. Append only.
create table sale_change (
    id      bigint generated always as identity primary key,
    sale_id uuid not null references sale,
    who     text not null,
    what    text not null check (what in ('WAITING_ROOM', 'BOOKINGS_PER_SECOND', 'NOTICE', 'EXTRA_PERFORMANCE')),
    became  text,
    at      timestamptz not null default now()
);
create index sale_change_by_sale on sale_change (sale_id, id);

create function sale_changes_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was changed is append-only' using errcode = '42501';
end $$;

create trigger sale_changes_are_append_only
    before update or delete or truncate on sale_change
    for each statement execute function sale_changes_are_append_only();
