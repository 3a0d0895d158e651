-- How many refunds were under way when the table was analyzed says nothing of how many are a second later. After a quiet
-- hour it says none, and a lease planned by that compares each of ten thousand with each other one, for seconds, until
-- the table is analyzed again a minute later. Without statistics PostgreSQL reckons with a share of the table.
alter table refund
    alter column state set statistics 0,
    alter column next_attempt_at set statistics 0;
select pg_clear_attribute_stats(current_schema(), 'refund', 'state', false),
       pg_clear_attribute_stats(current_schema(), 'refund', 'next_attempt_at', false);
