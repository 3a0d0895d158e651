package io.holdfast.notification;

import io.holdfast.notification.Carrier.Carried;
import io.holdfast.notification.Carrier.Carried.Failed;
import io.holdfast.notification.Carrier.Carried.Later;
import io.holdfast.notification.Carrier.Carried.Refused;
import io.holdfast.notification.Carrier.Carried.Taken;
import io.holdfast.notification.Carrier.Carried.Throttled;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Those who carry messages, as far as this worker has found out how they are: each with a breaker and a rate of its
/// own, shared by what is urgent and what is not.
@ApplicationScoped
class Providers {

    private static final Logger LOG = Logger.getLogger(Providers.class);
    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofHours(1);

    private final Map<String, Provider> known = new ConcurrentHashMap<>();
    private final NotificationConfig config;
    private final MeterRegistry metrics;

    Providers(NotificationConfig config, MeterRegistry metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /// Those nothing is to be given to now.
    List<String> shut() {
        var now = Instant.now();
        return known.values().stream()
                .filter(provider -> !provider.lets(now))
                .map(provider -> provider.name)
                .toList();
    }

    /// It has been given a message.
    void given(String name) {
        of(name).given();
    }

    /// What came of it.
    ///
    /// @param carried absent: it was not even tried
    void answered(String name, @Nullable Carried carried) {
        of(name).answered(carried, Instant.now());
    }

    Breaker breaker(String name) {
        return of(name).breaker(Instant.now());
    }

    private Provider of(String name) {
        return known.computeIfAbsent(name, this::met);
    }

    private Provider met(String name) {
        var provider = new Provider(name, config.rates().getOrDefault(name, 0));
        metrics.gauge(
                "holdfast.notification.provider.open",
                List.of(io.micrometer.core.instrument.Tag.of("provider", name)),
                provider,
                one -> one.breaker(Instant.now()).lets() ? 0 : 1);
        return provider;
    }

    private final class Provider {

        private final String name;
        /// In messages a second; 0: as many as it takes.
        private final int rate;
        private Breaker breaker = Breaker.closed();
        /// How many it was given; what it was given too many is waited out.
        private double owed;
        private Instant since = Instant.now();
        private int trying;

        private Provider(String name, int rate) {
            this.name = name;
            this.rate = rate;
        }

        private synchronized boolean lets(Instant now) {
            breaker = breaker.at(now);
            pay(now);
            return breaker.lets() && !(breaker instanceof Breaker.HalfOpen && trying > 0) && (rate == 0 || owed < rate);
        }

        private synchronized Breaker breaker(Instant now) {
            breaker = breaker.at(now);
            return breaker;
        }

        private synchronized void given() {
            trying++;
            owed++;
        }

        private void pay(Instant now) {
            owed = Math.max(0, owed - rate * Duration.between(since, now).toMillis() / 1000.0);
            since = now;
        }

        private synchronized void answered(@Nullable Carried carried, Instant now) {
            trying--;
            if (carried == null) {
                owed = Math.max(0, owed - 1);
                return;
            }
            var before = breaker.at(now);
            var rules = config.breaker();
            breaker = switch (carried) {
                case Taken _, Refused _, Later _ -> before.succeeded();
                case Failed _ -> before.failed(now, rules.failures(), rules.pause(), rules.longestPause());
                case Throttled(var after) -> {
                    var rest = after.orElse(REST);
                    yield before.throttled(now.plus(rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST));
                }
            };
            if (before.lets() && !breaker.lets()) {
                metrics.counter("holdfast.notification.provider.opened", "provider", name)
                        .increment();
                LOG.warnf("%s is left alone for a while, its messages wait", name);
            }
        }
    }
}
