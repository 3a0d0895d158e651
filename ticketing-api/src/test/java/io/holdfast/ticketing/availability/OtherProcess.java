package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SeatId;
import io.holdfast.ticketing.database.ReadReplica;
import io.holdfast.ticketing.seat.SeatsChanged;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/// A second process of ours, as far as the live map goes.
final class OtherProcess implements AutoCloseable {

    private final Redis redis;
    private final LiveChannel channel;
    private final LiveMaps maps;

    OtherProcess(Vertx vertx, String url, String prefix, DataSource database, Map<String, String> settings) {
        redis = Redis.createClient(vertx, url);
        channel = new LiveChannel(redis, prefix);
        var config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(LiveConfig.class);
        settings.forEach((name, value) -> config.withDefaultValue("holdfast.live." + name, value));
        var metrics = new SimpleMeterRegistry();
        maps = new LiveMaps(
                new Readings(database, ReadReplica.none(database, metrics), metrics),
                channel,
                config.build().getConfigMapping(LiveConfig.class),
                metrics);
        channel.start();
        maps.start();
    }

    boolean hears() {
        return channel.hearsSince().isPresent();
    }

    int remembered() {
        return maps.remembered();
    }

    /// Looks without asking anybody, as whoever follows a stream does.
    byte state(PerformanceId performance, String seat) {
        var map = maps.known(performance);
        var seats = map == null ? null : map.seats();
        return seats == null ? -1 : seats.state(seats.ordinal(new SeatId(seat)));
    }

    String version(PerformanceId performance) {
        return maps.map(performance).orElseThrow().seatsLookedAt().version();
    }

    void looksAt(PerformanceId performance) {
        maps.map(performance).orElseThrow();
    }

    void changed(PerformanceId performance, String seat) {
        maps.on(new SeatsChanged(performance, List.of(new SeatId(seat))));
    }

    @Override
    public void close() {
        try {
            maps.stop();
            channel.stop();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        redis.close();
    }
}
