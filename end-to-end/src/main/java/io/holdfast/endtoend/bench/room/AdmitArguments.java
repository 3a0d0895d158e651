package io.holdfast.endtoend.bench.room;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/// What `admit.lua` is told, by the names in its header.
final class AdmitArguments {

    private AdmitArguments() {}

    static Map<String, Object> of(
            Instant opened, double rate, int burst, int cap, Duration calledFor, Duration activeFor, Instant now) {
        return Map.ofEntries(
                Map.entry("lobby", opened.minus(Crowd.LOBBY).toEpochMilli()),
                Map.entry("opens", opened.toEpochMilli()),
                Map.entry("closes", opened.plus(Crowd.LASTS).toEpochMilli()),
                Map.entry("rate", rate),
                Map.entry("burst", burst),
                Map.entry("cap", cap),
                Map.entry("called_for", calledFor.toMillis()),
                Map.entry("active_for", activeFor.toMillis()),
                Map.entry("share", 0),
                // A caller that remembers nothing.
                Map.entry("epoch", 0),
                Map.entry("joined", 0),
                Map.entry("serving", 0),
                Map.entry("since", 0),
                Map.entry("sale", new UUID(0, 0)),
                Map.entry("now", now.toEpochMilli()));
    }
}
