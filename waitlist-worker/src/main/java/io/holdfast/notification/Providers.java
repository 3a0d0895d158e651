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

    /// One whose next turn is further away is given nothing for now.
    private static final Duration LONGEST_LINE = Duration.ofSeconds(1);

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

    /// Returns when it may be asked: one after the other, as far apart as its rate says, whoever asks.
    void awaitTurn(String name) throws InterruptedException {
        Thread.sleep(of(name).turn());
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
        private int trying;

        /// When the next one's turn is, by [System#nanoTime].
        private long next = System.nanoTime();

        private Provider(String name, int rate) {
            this.name = name;
            this.rate = rate;
        }

        private synchronized boolean lets(Instant now) {
            breaker = breaker.at(now);
            return breaker.lets()
                    && !(breaker instanceof Breaker.HalfOpen && trying > 0)
                    && next - System.nanoTime() < LONGEST_LINE.toNanos();
        }

        private synchronized Breaker breaker(Instant now) {
            breaker = breaker.at(now);
            return breaker;
        }

        private synchronized void given() {
            trying++;
        }

        /// @return how long to wait until then
        private synchronized Duration turn() {
            if (rate == 0) {
                return Duration.ZERO;
            }
            var now = System.nanoTime();
            var turn = Math.max(now, next);
            next = turn + Duration.ofSeconds(1).toNanos() / rate;
            return Duration.ofNanos(turn - now);
        }

        private synchronized void answered(@Nullable Carried carried, Instant now) {
            trying--;
            if (carried == null) {
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
