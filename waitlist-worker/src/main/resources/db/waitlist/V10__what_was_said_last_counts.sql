-- When it was said, by the clock of whoever said it; null: the fact was told before facts said so, or heard before it was
-- written down, and is older than any other.
alter table performance add column said_at timestamptz;
alter table sale add column said_at timestamptz;
alter table reason_called_off add column said_at timestamptz;
alter table refund_delay add column said_at timestamptz;
alter table published_show add column said_at timestamptz;

-- Only of reminders: a sale may be scheduled again.
alter table fan_out add column said_at timestamptz;
