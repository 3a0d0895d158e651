-- Which process leased it last. Counts only while it is SENDING: when nobody holds the lock of that name any more, the
-- process is gone and the lease with it. Without a name only time ends a lease.
alter table refund
    add column holder uuid;
