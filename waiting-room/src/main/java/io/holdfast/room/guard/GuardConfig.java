package io.holdfast.room.guard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How often one may come, and how much work is asked of whom.
@ConfigMapping(prefix = "holdfast.guard")
public interface GuardConfig {

    Limits joins();

    Limits challenges();

    Limits claims();

    /// Networks for which no limit holds and which are never a crowd, e.g. `10.0.0.0/8`. Whoever comes through a
    /// gateway that does not tell where people come from has the gateway's own address.
    Optional<List<Network>> exempt();

    Proof proof();

    interface Limits {

        ByAddress byAddress();

        ByVisitor byVisitor();
    }

    /// Generous: a whole neighbourhood may stand behind one address. One of IPv6 is all its /64.
    interface ByAddress {

        @WithDefault("200")
        int burst();

        @WithDefault("50")
        double perSecond();
    }

    /// A visitor is an account, or a browser of a guest.
    interface ByVisitor {

        @WithDefault("10")
        int burst();

        @WithDefault("0.5")
        double perSecond();
    }

    interface Proof {

        /// Of whom work is asked.
        @WithDefault("guests")
        Of of();

        /// Twice the tries a solution takes on average. A phone tries some 200,000 times a second.
        @WithDefault("20000")
        int maxNumber();

        /// From so many joins of one address within a minute on, they are a crowd: work is four times as hard, from ten
        /// times as many on sixteen times, and asked of members too.
        @WithDefault("100")
        int crowd();

        /// How long a challenge may take.
        @WithDefault("5m")
        Duration lasts();

        /// Nobody reads a page and joins sooner than so long after the challenge was made.
        @WithDefault("300ms")
        Duration leastTime();
    }

    enum Of {
        NOBODY,
        /// Whoever comes from an address with a crowd.
        CROWDS,
        /// And whoever is not signed in.
        GUESTS
    }
}
