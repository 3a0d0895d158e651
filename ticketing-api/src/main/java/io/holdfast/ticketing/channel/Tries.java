package io.holdfast.ticketing.channel;

import io.holdfast.sql.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// What has come of asking each channel's gateway. A process counts for itself and adds its counts to everybody's
/// about once a second, in rows of one second each; together they are the window that a channel is judged by.
@ApplicationScoped
class Tries {

    /// What was asked for. Gateways that open payments and cannot take money are broken too, so each counts for
    /// itself.
    enum Kind {
        OPEN,
        CONFIRM
    }

    private static final String ADD = """
        insert into channel_try as known (channel, kind, second, approved, declined, failed, millis)
        values (:channel, :kind, date_trunc('second', clock_timestamp()), :approved, :declined, :failed, :millis)
        on conflict (channel, kind, second) do update
           set approved = known.approved + excluded.approved, declined = known.declined + excluded.declined,
               failed = known.failed + excluded.failed, millis = known.millis + excluded.millis
        """;

    private static final String ADD_CODE = """
        insert into channel_code as known (channel, code, second, times)
        values (:channel, :code, date_trunc('second', clock_timestamp()), :times)
        on conflict (channel, code, second) do update set times = known.times + excluded.times
        """;

    private static final String FORGET = """
        with tries as (delete from channel_try where second < now() - interval '10 minutes')
        delete from channel_code where second < now() - interval '10 minutes'
        """;

    /// What was tried since a breaker closed last counts, nothing before.
    private static final String WINDOW = """
        select channel_try.channel, kind, sum(approved) as approved, sum(declined) as declined, sum(failed) as failed,
               sum(millis) as millis
          from channel_try
          left join channel_breaker on channel_breaker.channel = channel_try.channel
         where second > now() - make_interval(secs => :seconds)
           and (channel_breaker.since is null or second >= channel_breaker.since)
         group by channel_try.channel, kind
        """;

    private static final String CODES = """
        select channel, code, sum(times) as times
          from channel_code
         where second > now() - make_interval(secs => :seconds)
         group by channel, code
         order by times desc
         limit 200
        """;

    private record Key(String channel, Kind kind) {}

    private record CodeKey(String channel, String code) {}

    /// @param failed those without an answer
    record Count(long approved, long declined, long failed, long millis) {

        static final Count NONE = new Count(0, 0, 0, 0);

        Count plus(Count more) {
            return new Count(
                    approved + more.approved, declined + more.declined, failed + more.failed, millis + more.millis);
        }

        long all() {
            return approved + declined + failed;
        }

        boolean isFailing(int enough, double share) {
            return all() >= enough && failed >= share * all();
        }
    }

    /// How a channel has done within the window.
    record Seen(Count opening, Count confirming, Map<String, Long> codes) {

        static final Seen NOTHING = new Seen(Count.NONE, Count.NONE, Map.of());

        Duration average() {
            var all = opening.plus(confirming);
            return all.all() == 0 ? Duration.ZERO : Duration.ofMillis(all.millis() / all.all());
        }
    }

    private final DataSource database;
    private final ChannelConfig config;
    private final MeterRegistry metrics;
    private final Map<Key, Count> counts = new HashMap<>();
    private final Map<CodeKey, Long> codes = new HashMap<>();

    Tries(DataSource database, ChannelConfig config, MeterRegistry metrics) {
        this.database = database;
        this.config = config;
        this.metrics = metrics;
    }

    void approved(String channel, Kind kind, Duration took) {
        count(channel, kind, "approved", new Count(1, 0, 0, took.toMillis()), took, null);
    }

    void declined(String channel, Kind kind, Duration took, String code) {
        count(channel, kind, "declined", new Count(0, 1, 0, took.toMillis()), took, code);
    }

    void failed(String channel, Kind kind, Duration took, String code) {
        count(channel, kind, "failed", new Count(0, 0, 1, took.toMillis()), took, code);
    }

    private void count(String channel, Kind kind, String outcome, Count one, Duration took, @Nullable String code) {
        metrics.timer("holdfast.channel.tries", "channel", channel, "kind", kind.name(), "outcome", outcome)
                .record(took);
        synchronized (counts) {
            counts.merge(new Key(channel, kind), one, Count::plus);
            if (code != null) {
                codes.merge(new CodeKey(channel, code), 1L, Long::sum);
            }
        }
    }

    /// Adds what this process has counted to everybody's, in the running transaction. What is lost with a process is a
    /// second's worth of measurements.
    void tell() {
        List<Map.Entry<Key, Count>> told;
        List<Map.Entry<CodeKey, Long>> toldCodes;
        synchronized (counts) {
            told = new ArrayList<>(Map.copyOf(counts).entrySet());
            toldCodes = new ArrayList<>(Map.copyOf(codes).entrySet());
            counts.clear();
            codes.clear();
        }
        // In one order everywhere, so that no two processes wait for each other.
        told.sort(java.util.Comparator.comparing((Map.Entry<Key, Count> entry) ->
                entry.getKey().channel() + entry.getKey().kind()));
        toldCodes.sort(java.util.Comparator.comparing((Map.Entry<CodeKey, Long> entry) ->
                entry.getKey().channel() + " " + entry.getKey().code()));
        for (var entry : told) {
            Sql.of(ADD)
                    .with("channel", entry.getKey().channel())
                    .with("kind", entry.getKey().kind())
                    .with("approved", entry.getValue().approved())
                    .with("declined", entry.getValue().declined())
                    .with("failed", entry.getValue().failed())
                    .with("millis", entry.getValue().millis())
                    .run(database);
        }
        for (var entry : toldCodes) {
            Sql.of(ADD_CODE)
                    .with("channel", entry.getKey().channel())
                    .with("code", entry.getKey().code())
                    .with("times", entry.getValue())
                    .run(database);
        }
    }

    void forget() {
        Sql.of(FORGET).run(database);
    }

    /// How every channel has done within the window, all processes together.
    Map<String, Seen> seen() {
        record Line(String channel, Kind kind, Count count) {}
        record CodeLine(String channel, String code, long times) {}
        var seconds = config.window().toMillis() / 1000.0;
        Map<String, Seen> seen = new HashMap<>();
        for (var line : Sql.of(WINDOW)
                .with("seconds", seconds)
                .list(
                        database,
                        row -> new Line(
                                row.text("channel"),
                                Kind.valueOf(row.text("kind")),
                                new Count(
                                        row.large("approved"),
                                        row.large("declined"),
                                        row.large("failed"),
                                        row.large("millis"))))) {
            var before = seen.getOrDefault(line.channel(), Seen.NOTHING);
            seen.put(
                    line.channel(),
                    line.kind() == Kind.OPEN
                            ? new Seen(line.count(), before.confirming(), new HashMap<>())
                            : new Seen(before.opening(), line.count(), new HashMap<>()));
        }
        for (var line : Sql.of(CODES)
                .with("seconds", seconds)
                .list(database, row -> new CodeLine(row.text("channel"), row.text("code"), row.large("times")))) {
            if (seen.containsKey(line.channel())) {
                seen.get(line.channel()).codes().put(line.code(), line.times());
            }
        }
        return seen;
    }
}
