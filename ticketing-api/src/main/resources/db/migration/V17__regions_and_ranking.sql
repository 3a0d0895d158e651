-- Where a show is, as people are interested in regions; empty when its organiser named none.
alter table show add column region text not null default '' check (length(region) <= 50);

-- What was sold lately is counted anew from here when Redis has forgotten it.
create index ticket_by_time on ticket (at);
