-- Somebody without an account asks for their bookings. A row for each, found or not, so that neither what is done nor
-- what is answered tells which. The code itself is nowhere but in the message.
create table guest_look_up (
    id            uuid primary key,
    -- The browser that has asked, and no other may answer.
    subject       text not null,
    phone_index   text not null,
    address_index text not null,
    -- The guest the code is sent to; absent when there is none, or too much has been asked.
    customer_id   uuid references customer,
    code_hash     text not null,
    tries         int not null default 0 check (tries between 0 and 5),
    at            timestamptz not null default now(),
    until         timestamptz not null,
    used_at       timestamptz,
    constraint only_who_is_found_is_proven check (used_at is null or customer_id is not null)
);
create index guest_look_up_by_phone on guest_look_up (phone_index, at);
create index guest_look_up_by_address on guest_look_up (address_index, at);
create index guest_look_up_by_age on guest_look_up (at);
