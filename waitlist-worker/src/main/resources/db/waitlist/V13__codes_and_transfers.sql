-- Guests are sent a code, and people are told of tickets given to somebody else.
alter table notification
    drop constraint notification_kind_check,
    add constraint notification_kind_check
        check (kind in ('BOOKING_CONFIRMED', 'REFUND_DONE', 'REFUND_DELAYED', 'REFUND_ACCOUNT_NEEDED', 'OFFER_MADE',
                        'AUTOMATIC_PAYMENT_FAILED', 'PERFORMANCE_CANCELLED', 'SEAT_CHANGE_ASKED', 'SEAT_CHANGE_DONE',
                        'CONFLICT_APOLOGY', 'TICKET_GIVEN', 'TICKET_RECEIVED', 'GUEST_CODE', 'TURN_NEAR', 'TURN_CAME',
                        'MAINTENANCE', 'INCIDENT', 'ANNOUNCEMENT', 'ADVERTISEMENT', 'SHOW_ANNOUNCED',
                        'SALE_REMINDER'));
