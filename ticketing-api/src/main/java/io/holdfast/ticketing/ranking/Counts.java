package io.holdfast.ticketing.ranking;

import io.holdfast.contracts.id.ShowId;
import io.holdfast.ticketing.ranking.Ranking.Sold;
import io.quarkus.redis.datasource.RedisDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Tickets by show and minute, in Redis. Everything may be gone at any moment.
@ApplicationScoped
class Counts {

    /// A bucket outlives the window a little.
    private static final int KEPT_SECONDS = 60 * (Ranking.MINUTES + 2);

    /// Then they are counted anew, whatever was lost or cancelled meanwhile.
    private static final int FRESH_SECONDS = 300;

    /// Facts of so many minutes may still be on their way.
    private static final int UNSETTLED_MINUTES = 2;

    private final RedisDataSource redis;
    private final String prefix;
    private final String count = script("count.lua");
    private final String recount = script("recount.lua");

    Counts(RedisDataSource redis, @ConfigProperty(name = "holdfast.redis.prefix") Optional<String> prefix) {
        this.redis = redis;
        this.prefix = prefix.orElse("") + "ta:{ranking}:";
    }

    /// A record of the topic.
    record Heard(long offset, Sold sold) {}

    /// Counts what was not counted before.
    ///
    /// @param heard of one partition, in its order
    void add(int partition, List<Heard> heard) {
        var words = new ArrayList<>(
                List.of(count, "1", prefix + "heard", prefix, String.valueOf(partition), String.valueOf(KEPT_SECONDS)));
        for (var one : heard) {
            words.add(String.valueOf(one.offset()));
            words.addAll(written(one.sold()));
        }
        redis.execute("EVAL", words.toArray(String[]::new));
    }

    boolean areFresh() {
        return redis.execute("EXISTS", prefix + "counted").toInteger() == 1;
    }

    /// Forgets what is there, and takes these instead.
    ///
    /// @param first and `last`: the window, in minutes since 1970
    void replace(long first, long last, List<Sold> sold) {
        var words = new ArrayList<>(List.of(
                recount,
                "1",
                prefix + "counted",
                prefix,
                String.valueOf(first),
                String.valueOf(last),
                String.valueOf(last - UNSETTLED_MINUTES + 1),
                String.valueOf(KEPT_SECONDS),
                String.valueOf(FRESH_SECONDS)));
        sold.forEach(one -> words.addAll(written(one)));
        redis.execute("EVAL", words.toArray(String[]::new));
    }

    /// Best first; among equals the one with the higher id.
    List<ShowId> top(long first, long last, int most) {
        var words = new ArrayList<String>();
        words.add(prefix + "top");
        words.add(String.valueOf(last - first + 1));
        LongStream.rangeClosed(first, last).forEach(minute -> words.add(prefix + minute));
        redis.execute("ZUNIONSTORE", words.toArray(String[]::new));
        var shows = new ArrayList<ShowId>();
        redis.execute("ZREVRANGE", prefix + "top", "0", String.valueOf(most - 1))
                .forEach(show -> shows.add(ShowId.fromString(show.toString())));
        return shows;
    }

    private static List<String> written(Sold sold) {
        return List.of(String.valueOf(sold.minute()), sold.show().toString(), String.valueOf(sold.tickets()));
    }

    private static String script(String name) {
        try (var file = Objects.requireNonNull(Counts.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
