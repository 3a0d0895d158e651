-- People who wait in a sale's queue are told of their turn; that concerns no one performance.
alter table notification
    drop constraint notification_kind_check,
    add constraint notification_kind_check
        check (kind in ('BOOKING_CONFIRMED', 'REFUND_DONE', 'OFFER_MADE', 'TURN_NEAR', 'TURN_CAME')),
    alter column performance_id drop not null,
    add constraint only_a_turn_concerns_no_performance
        check ((performance_id is null) = (kind in ('TURN_NEAR', 'TURN_CAME')));

create index performance_of_sale on performance (sale_id, starts_at);
