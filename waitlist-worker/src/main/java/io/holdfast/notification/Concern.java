package io.holdfast.notification;

import static io.holdfast.notification.Channel.EMAIL;
import static io.holdfast.notification.Channel.PUSH;
import static io.holdfast.notification.Channel.SMS;

import java.util.List;

/// What a message is about, as far as people choose how to be told.
enum Concern {
    /// Their bookings and their money.
    BOOKING(true, EMAIL, PUSH),
    /// Seats they wait for.
    WAITLIST(true, EMAIL, SMS, PUSH),
    /// Their turn in a sale's queue.
    QUEUE(true, EMAIL, SMS, PUSH),
    /// Maintenance, incidents, and what staff have to say.
    SERVICE(false, EMAIL, PUSH),
    /// New shows and offers: advertising.
    NEWS(false, EMAIL, PUSH),
    /// A sale that is about to open.
    REMINDER(false, EMAIL, PUSH);

    private final boolean cannotWait;
    private final List<Channel> defaults;

    Concern(boolean cannotWait, Channel... defaults) {
        this.cannotWait = cannotWait;
        this.defaults = List.of(defaults);
    }

    /// Whether one way to be told must stay.
    boolean cannotWait() {
        return cannotWait;
    }

    /// How those are told who have not said otherwise.
    List<Channel> defaults() {
        return defaults;
    }
}
