-- What came back in several releases, one after the other, is matched at once: the first is release_id, these are the
-- others.
alter table matching add column more_releases uuid[] not null default '{}';
