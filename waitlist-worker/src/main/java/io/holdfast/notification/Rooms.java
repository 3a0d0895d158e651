package io.holdfast.notification;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Which of the two rooms this process is: both, or one of them where they are deployed apart.
@ApplicationScoped
class Rooms {

    static final String NOTIFICATION = "notification";
    static final String WAITLIST = "waitlist";

    private final Set<String> here;

    Rooms(@ConfigProperty(name = "holdfast.rooms", defaultValue = "waitlist,notification") Set<String> here) {
        this.here = here;
        if (here.isEmpty() || !Set.of(WAITLIST, NOTIFICATION).containsAll(here)) {
            throw new IllegalStateException("holdfast.rooms is waitlist, notification, or both");
        }
    }

    boolean has(String room) {
        return here.contains(room);
    }
}
