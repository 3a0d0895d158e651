-- People are asked whether another seat would do, and told when it is theirs.
alter table notification
    drop constraint notification_kind_check,
    add constraint notification_kind_check
        check (kind in ('BOOKING_CONFIRMED', 'REFUND_DONE', 'OFFER_MADE', 'TURN_NEAR', 'TURN_CAME',
                        'SEAT_CHANGE_ASKED', 'SEAT_CHANGE_DONE'));
