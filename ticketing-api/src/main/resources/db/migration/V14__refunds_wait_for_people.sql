-- What refund-worker says of a refund that is not done yet: when a day's cap lets it go out, and that it has to know
-- to which account. Each carries when it was told, so that what is heard again, or late, changes nothing.
alter table cancellation
    add column expected_at       timestamptz,
    add column expected_told_at  timestamptz,
    add column account_needed_at timestamptz,
    -- Which asking the customer has answered.
    add column account_given_for timestamptz,
    -- Recognises the same account when it is given again; nothing can be read from it.
    add column account_mark      text,
    add constraint an_expectation_was_told check ((expected_at is null) = (expected_told_at is null)),
    add constraint an_account_was_asked_for check (
        (account_given_for is null) = (account_mark is null)
        and (account_given_for is null or account_needed_at is not null));
