-- When the customer said it, by ticketing-api's clock; null: the fact was told before facts said so, and is older than
-- any that does.
alter table contact add column saved_at timestamptz;

-- Whom we were told to forget, and when: a contact that was said before and is heard later stays unknown.
create table forgotten (
    customer_id uuid        primary key,
    at          timestamptz not null
);
