package io.holdfast.ticketing.channel;

import io.holdfast.sql.Sql;
import io.holdfast.ticketing.channel.Overrides.Became;
import io.holdfast.ticketing.channel.Tries.Seen;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/// Keeps customers from a channel whose gateway does not answer.
///
/// ```
/// Closed ──enough tries, too many unanswered──▶ Open ◀──no answer── HalfOpen ──answers──▶ Closed
///                                                ╰──pause over──▶ one try ──▲
/// ```
///
/// The state is a row that all processes read about once a second, so a channel is broken for all of them or none. A
/// pause is over for one customer only: the one whose request moves the row's time on.
@ApplicationScoped
class Breakers {

    private static final Logger LOG = Logger.getLogger(Breakers.class);

    /// Answers that prove a channel well again: one confirmation, or as many openings.
    private static final int PROOF = 3;

    private static final String ALL = "select channel, state, since from channel_breaker";

    private static final String TRIP = """
        insert into channel_breaker as known (channel, state, since, probe_at, trips, answers)
        values (:channel, 'OPEN', now(), now() + make_interval(secs => :pause), 1, 0)
        on conflict (channel) do update
           set state = 'OPEN', since = now(), probe_at = excluded.probe_at, trips = 1, answers = 0
         where known.state = 'CLOSED'
        """;

    private static final String PROBE = """
        update channel_breaker
           set probe_at = now() + make_interval(secs => :pause)
         where channel = :channel
           and state <> 'CLOSED'
           and probe_at <= now()
        """;

    private static final String ANSWERED = """
        update channel_breaker
           set state = case when answers + :weight >= :proof then 'CLOSED' else 'HALF_OPEN' end,
               since = case when answers + :weight >= :proof then clock_timestamp() else since end,
               answers = answers + :weight,
               probe_at = case when answers + :weight >= :proof then null else now() end
         where channel = :channel
           and state <> 'CLOSED'
        """;

    private static final String FAILED_AGAIN = """
        update channel_breaker
           set state = 'OPEN', answers = 0, trips = trips + 1,
               probe_at = now() + make_interval(secs => least(:pause * power(2, least(trips, 20)), :longest))
         where channel = :channel
           and state <> 'CLOSED'
        """;

    enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /// Whether a channel may be tried.
    enum Way {
        FREE,
        /// As the one try that shows whether it is well again.
        PROBE,
        BARRED
    }

    record Breaker(State state, Instant since) {}

    /// What all processes have seen and decided, as this one read it last.
    record Picture(Map<String, Seen> seen, Map<String, Breaker> breakers, Map<String, Overrides.Override> overrides) {

        State state(String channel) {
            var breaker = breakers.get(channel);
            return breaker == null ? State.CLOSED : breaker.state();
        }

        Seen seen(String channel) {
            return seen.getOrDefault(channel, Seen.NOTHING);
        }
    }

    private final DataSource database;
    private final Tries tries;
    private final Overrides overrides;
    private final ChannelConfig config;
    private final MultiGauge open;
    private volatile Picture picture = new Picture(Map.of(), Map.of(), Map.of());

    Breakers(DataSource database, Tries tries, Overrides overrides, ChannelConfig config, MeterRegistry metrics) {
        this.database = database;
        this.tries = tries;
        this.overrides = overrides;
        this.config = config;
        this.open = MultiGauge.builder("holdfast.channel.open")
                .description("1 while nobody is let through to a channel")
                .register(metrics);
    }

    /// Tells what this process has seen, reads what all have, and opens what is broken.
    @Scheduled(every = "{holdfast.channel.look-every}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            QuarkusTransaction.requiringNew().run(tries::tell);
            if (trip()) {
                read();
            }
        } catch (RuntimeException e) {
            LOG.warnf("channels are judged by what was known before: %s", e.getMessage());
        }
    }

    @Scheduled(every = "1m", delayed = "1m")
    void forget() {
        tries.forget();
    }

    /// @return whether anything was opened
    private boolean trip() {
        read();
        var tripped = false;
        for (var entry : picture.seen().entrySet()) {
            var channel = entry.getKey();
            var seen = entry.getValue();
            var failing = seen.opening().isFailing(config.enough(), config.failing())
                    || seen.confirming().isFailing(config.enough(), config.failing());
            if (failing
                    && picture.state(channel) == State.CLOSED
                    && Sql.of(TRIP)
                                    .with("channel", channel)
                                    .with("pause", seconds())
                                    .run(database)
                            == 1) {
                LOG.errorf("channel %s does not answer; customers are led to the next one", channel);
                tripped = true;
            }
        }
        return tripped;
    }

    private void read() {
        record Line(String channel, Breaker breaker) {}
        Map<String, Breaker> breakers = Sql.of(ALL)
                .list(
                        database,
                        row -> new Line(
                                row.text("channel"),
                                new Breaker(State.valueOf(row.text("state")), row.moment("since"))))
                .stream()
                .collect(Collectors.toMap(Line::channel, Line::breaker));
        picture = new Picture(tries.seen(), breakers, overrides.inForce());
        var names = new TreeSet<>(breakers.keySet());
        names.addAll(picture.overrides().keySet());
        open.register(
                names.stream()
                        .map(name -> MultiGauge.Row.of(Tags.of("channel", name), isBarred(name) ? 1 : 0))
                        .collect(Collectors.toList()),
                true);
    }

    Picture picture() {
        return picture;
    }

    /// Whether customers are kept from it, as far as this process knows.
    boolean isBarred(String channel) {
        var override = picture.overrides().get(channel);
        if (override != null) {
            return override.became() == Became.OFF;
        }
        return picture.state(channel) != State.CLOSED;
    }

    /// Whether this request may try the channel. Only asked where a payment is opened.
    Way way(String channel) {
        if (!isBarred(channel)) {
            return Way.FREE;
        }
        if (picture.overrides().containsKey(channel)) {
            return Way.BARRED;
        }
        var mine =
                Sql.of(PROBE).with("channel", channel).with("pause", seconds()).run(database);
        return mine == 1 ? Way.PROBE : Way.BARRED;
    }

    void answered(String channel, Tries.Kind kind) {
        if (picture.state(channel) == State.CLOSED) {
            return;
        }
        var moved = Sql.of(ANSWERED)
                .with("channel", channel)
                .with("weight", kind == Tries.Kind.CONFIRM ? PROOF : 1)
                .with("proof", PROOF)
                .run(database);
        if (moved == 1) {
            read();
            if (picture.state(channel) == State.CLOSED) {
                LOG.infof("channel %s answers again", channel);
            }
        }
    }

    /// A probe came to nothing. What others asked before the channel was found broken says nothing new.
    void failedAgain(String channel) {
        Sql.of(FAILED_AGAIN)
                .with("channel", channel)
                .with("pause", seconds())
                .with("longest", config.longestPause().toMillis() / 1000.0)
                .run(database);
    }

    private double seconds() {
        return config.pause().toMillis() / 1000.0;
    }
}
