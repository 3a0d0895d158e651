package io.holdfast.ticketing.availability;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "holdfast.live")
interface LiveConfig {

    /// Changes of a performance within so long are read, told and shown together.
    @WithDefault("50ms")
    Duration together();

    /// How often all seats of a performance are read again while they change. No reading takes more than a twentieth
    /// of the time.
    @WithDefault("5s")
    Duration whileChanging();

    /// How often while somebody looks and nothing changes.
    @WithDefault("30s")
    Duration whileWatched();

    /// How often while somebody looks and other processes cannot be heard, because Redis is away.
    @WithDefault("750ms")
    Duration whileDeaf();

    /// How long after somebody has last looked at a performance it is forgotten.
    @WithDefault("1m")
    Duration forgottenAfter();

    /// How many seats are remembered at most, of all performances together; about 250 bytes each.
    @WithDefault("200000")
    int mostSeats();

    /// How many streams of changes one process keeps open.
    @WithDefault("20000")
    int mostListeners();

    /// How many of them one browser may have.
    @WithDefault("8")
    int mostPerBrowser();

    /// How many of them may come from one address, behind which there may be a whole office.
    @WithDefault("1000")
    int mostPerAddress();

    /// How often a stream without news says that it is alive.
    @WithDefault("15s")
    Duration heartbeat();

    /// How long a listener may be too slow before the stream is cut.
    @WithDefault("20s")
    Duration patience();
}
