-- A ticket can be given to somebody else. It stays the ticket of its order: who holds it changes, and its issue with it.
alter table show add column transfers_allowed boolean not null default true;

alter table ticket
    -- Whom it was given to last; absent while it is with whoever has bought it.
    add column holder_id       uuid references customer,
    -- The browser it was accepted in.
    add column holder_subject  text,
    -- The name on the ticket, sealed for the holder.
    add column holder_contact  text,
    -- The first issue of this holder: phones are counted anew for each.
    add column held_from_issue int not null default 1,
    add constraint a_holder_is_known check (
        (holder_id is null) = (holder_subject is null) and (holder_id is null) = (holder_contact is null)),
    add constraint a_holder_has_an_issue check (held_from_issue between 1 and issue);
create index ticket_by_holder on ticket (holder_id) where holder_id is not null;
create index ticket_by_holder_subject on ticket (holder_subject) where holder_subject is not null;

-- One link after the other; whoever has it may accept. Its secret follows from the id and is kept nowhere.
create table ticket_transfer (
    id          uuid primary key,
    ticket_id   uuid not null references ticket,
    giver_id    uuid not null references customer,
    taker_id    uuid references customer,
    state       text not null default 'OFFERED' check (state in ('OFFERED', 'ACCEPTED', 'WITHDRAWN', 'LAPSED')),
    at          timestamptz not null default now(),
    -- Exclusive.
    until       timestamptz not null,
    answered_at timestamptz,
    constraint only_an_accepted_one_has_a_taker check ((state = 'ACCEPTED') = (taker_id is not null)),
    constraint an_answer_has_its_time check ((state = 'OFFERED') = (answered_at is null))
);
create unique index a_ticket_is_offered_once on ticket_transfer (ticket_id) where state = 'OFFERED';
create index ticket_transfer_by_ticket on ticket_transfer (ticket_id);

-- One way to show a ticket at a time: on a phone, or printed, together with an identity card.
alter table ticket
    add column printed_at timestamptz,
    add constraint a_ticket_is_shown_one_way check (printed_at is null or device_key is null);

-- What became of the tickets of a performance, once nothing can be told of it any more.
create table closing (
    performance_id uuid primary key references performance,
    issued         int not null,
    used           int not null,
    unused         int not null,
    given_back     int not null,
    exceptions     int not null,
    conflicts      int not null,
    at             timestamptz not null default now(),
    constraint every_ticket_is_counted_once check (issued = used + unused + given_back)
);
