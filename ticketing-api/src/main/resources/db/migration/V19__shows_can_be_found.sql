-- What a show is besides its time and place, as its organiser tells it: empty or absent where they tell nothing.
alter table show
    add column address         text not null default '' check (length(address) <= 300),
    add column performers      jsonb not null default '[]' check (jsonb_typeof(performers) = 'array'),
    add column notes           text not null default '' check (length(notes) <= 5000),
    add column notices         jsonb not null default '[]' check (jsonb_typeof(notices) = 'array'),
    add column runtime_minutes int check (runtime_minutes between 1 and 1440),
    add column minimum_age     int check (minimum_age between 0 and 21),
    -- Counts the changes, since a calendar has to tell the newer of two.
    add column revision        int not null default 0 check (revision >= 0),
    add column revised_at      timestamptz not null default now();

-- The same word however it was typed: capitals, full-width letters, Korean in syllables or in letters.
create function folded(written text) returns text
    language sql immutable strict parallel safe
    return casefold(normalize(written, NFKC) collate "pg_unicode_fast");

-- What a show is found by, a line each: title, venue, and who is in it. Without blanks, which people leave out.
create function searched(title text, venue text, performers jsonb) returns text
    language sql immutable strict parallel safe
    return (select string_agg(regexp_replace(folded(line), '\s+', '', 'g'), E'\n' order by place)
              from (select title as line, 0 as place
                    union all select venue, 1
                    union all select performer ->> 'name', 2 from jsonb_array_elements(performers) as performer) as lines);

alter table show
    add column searched        text generated always as (searched(title, venue, performers)) stored,
    add column category_folded text generated always as (folded(category)) stored,
    add column region_folded   text generated always as (folded(region)) stored;

create index sale_by_show on sale (show_id);
create index performance_by_start on performance (starts_at) where cancelled_at is null;
