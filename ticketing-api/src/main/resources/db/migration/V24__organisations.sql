-- Whoever sells. Some have applied for it; others are the one name that shows, halls and coupons belonged to before
-- there were organisations.
create table organisation (
    id                   uuid primary key default uuidv7(),
    -- What the version before compares with the name in a token, and what facts name the organisation by, hashed.
    organiser            text not null unique,
    name                 text not null check (length(name) between 1 and 200),
    state                text not null
        check (state in ('APPLIED', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'SUSPENDED')),
    registration_country text check (registration_country ~ '^[A-Z]{2}$'),
    registration_number  text check (registration_number ~ '^[A-Z0-9]{4,40}$'),
    -- Who has applied, and how the one is reached who speaks for the organisation, sealed for who has applied.
    applicant_id         uuid references customer,
    representative       text,
    at                   timestamptz not null default now(),
    constraint an_application_says_who_it_is_for check (
        num_nonnulls(applicant_id, representative, registration_country, registration_number) in (0, 4)),
    constraint who_has_not_applied_is_approved check (applicant_id is not null or state in ('APPROVED', 'SUSPENDED')),
    constraint who_has_applied_is_nobodys_name check (
        applicant_id is null or organiser = 'organisation:' || cast(id as text)),
    constraint a_korean_number_has_ten_digits check (
        registration_country <> 'KR' or registration_number ~ '^[0-9]{10}$')
);
create unique index a_number_is_approved_once on organisation (registration_country, registration_number)
    where state in ('APPROVED', 'SUSPENDED');
create index organisation_by_state on organisation (state, id);
create index organisation_by_applicant on organisation (applicant_id, at) where applicant_id is not null;

create function an_organisation_goes_one_way() returns trigger language plpgsql as $$
begin
    if (old.state, new.state) not in (
            ('APPLIED', 'APPROVED'), ('APPLIED', 'REFUSED'), ('APPLIED', 'WITHDRAWN'),
            ('APPROVED', 'SUSPENDED'), ('SUSPENDED', 'APPROVED')) then
        raise exception 'an organisation does not become % after %', new.state, old.state using errcode = '42501';
    end if;
    return new;
end $$;

create trigger an_organisation_goes_one_way
    before update of state on organisation
    for each row when (old.state <> new.state)
    execute function an_organisation_goes_one_way();

-- Who sells for it: members of the site, or the name of a program or person in the tokens of the identity provider.
create table organisation_member (
    id              uuid primary key default uuidv7(),
    organisation_id uuid not null references organisation,
    customer_id     uuid references customer,
    login           text check (login not like 'organisation:%'),
    role            text not null check (role in ('OWNER', 'MEMBER')),
    since           timestamptz not null default now(),
    -- Exclusive; absent while they are.
    until           timestamptz,
    constraint a_member_is_a_customer_or_a_name check (num_nonnulls(customer_id, login) = 1)
);
-- Also whoever has applied: a person waits for one application at a time.
create unique index a_customer_sells_for_one on organisation_member (customer_id) where until is null;
create unique index a_name_sells_for_one on organisation_member (login) where until is null;
create index organisation_member_by_organisation on organisation_member (organisation_id);
create index organisation_member_by_customer on organisation_member (customer_id, since)
    where customer_id is not null;

-- One link after the other; whoever has it may become a member. Its secret follows from the id and is kept nowhere.
create table organisation_invitation (
    id          uuid primary key,
    invited_by  uuid not null references organisation_member,
    role        text not null check (role in ('OWNER', 'MEMBER')),
    state       text not null default 'OPEN' check (state in ('OPEN', 'ACCEPTED', 'WITHDRAWN')),
    -- Who has become a member by it.
    taker_id    uuid references customer,
    at          timestamptz not null default now(),
    -- Exclusive.
    until       timestamptz not null,
    answered_at timestamptz,
    constraint only_an_accepted_one_has_a_taker check ((state = 'ACCEPTED') = (taker_id is not null)),
    constraint an_answer_has_its_time check ((state = 'OPEN') = (answered_at is null))
);
create unique index an_owner_has_one_link_for_a_role on organisation_invitation (invited_by, role) where state = 'OPEN';

-- Who has said what becomes of an organisation, and why.
create table organisation_change (
    id              bigint generated always as identity primary key,
    organisation_id uuid not null references organisation,
    state           text not null,
    who             text not null,
    reason          text not null check (length(reason) <= 500),
    at              timestamptz not null default now()
);
create index organisation_change_by_organisation on organisation_change (organisation_id, id);

create function organisation_changes_are_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'what was said of an organisation is append-only' using errcode = '42501';
end $$;

create trigger organisation_changes_are_append_only
    before update or delete or truncate on organisation_change
    for each statement execute function organisation_changes_are_append_only();

-- The organisation that a name in a token sells for: its own, from the first time it is asked for.
create function organisation_of(who text) returns uuid language plpgsql as $$
declare
    found_id uuid;
begin
    select organisation_id into found_id from organisation_member where login = who and until is null;
    if found_id is null then
        insert into organisation (organiser, name, state) values (who, left(who, 200), 'APPROVED')
            on conflict (organiser) do nothing;
        insert into organisation_member (organisation_id, login, role)
            select id, who, 'OWNER' from organisation where organiser = who
            on conflict do nothing;
        select organisation_id into strict found_id from organisation_member where login = who and until is null;
    end if;
    return found_id;
end $$;

alter table show add column organisation_id uuid references organisation;
alter table hall add column organisation_id uuid references organisation;
alter table coupon_issue add column organisation_id uuid references organisation;

update show set organisation_id = organisation_of(organiser);
update hall set organisation_id = organisation_of(organiser) where organiser is not null;
update coupon_issue set organisation_id = organisation_of(issuer) where issuer is not null;

alter table show alter column organisation_id set not null;
alter table hall add constraint who_has_a_name_is_an_organisation
    check ((organiser is null) = (organisation_id is null));
alter table coupon_issue add constraint an_issuer_is_an_organisation
    check ((issuer is null) = (organisation_id is null));
create index show_by_organisation on show (organisation_id);
create index hall_by_organisation on hall (organisation_id, at desc) where organisation_id is not null;
create index coupon_issue_by_organisation on coupon_issue (organisation_id, at);

-- The version before writes names only. Whose it is follows from the name until no process of it runs any more; then
-- these triggers go, with the columns they read.
create function whose_it_is() returns trigger language plpgsql as $$
begin
    if new.organiser is null then
        new.organisation_id := null;
    elsif new.organisation_id is null
            or new.organiser is distinct from old.organiser
               and new.organisation_id is not distinct from old.organisation_id then
        new.organisation_id := organisation_of(new.organiser);
    end if;
    return new;
end $$;

create function who_issues_it() returns trigger language plpgsql as $$
begin
    if new.issuer is not null and new.organisation_id is null then
        new.organisation_id := organisation_of(new.issuer);
    end if;
    return new;
end $$;

create trigger whose_it_is before insert or update of organiser on show
    for each row execute function whose_it_is();
create trigger whose_it_is before insert or update of organiser on hall
    for each row execute function whose_it_is();
create trigger who_issues_it before insert on coupon_issue
    for each row execute function who_issues_it();
