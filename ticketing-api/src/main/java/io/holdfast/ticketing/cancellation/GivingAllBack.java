package io.holdfast.ticketing.cancellation;

import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.SalesEvent.OfferFailed;
import io.holdfast.contracts.event.SalesEvent.OfferFailure;
import io.holdfast.contracts.id.OrderId;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.loop.Loop;
import io.holdfast.messaging.Outbox;
import io.holdfast.ticketing.hold.CalledOffHolds;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Gives everybody everything back once a performance has been called off.
///
/// Every process does, some orders at a time, each lot in a transaction of its own that leaves alone what another one
/// is at. What is left to do stands in the orders and seats themselves, so a crash loses nothing and nothing is done
/// twice. It is done when every seat is out of sale: nobody has one then, and none waits for a payment's answer.
@ApplicationScoped
class GivingAllBack {

    private static final Logger LOG = Logger.getLogger(GivingAllBack.class);

    private static final int HOLDS_AT_ONCE = 200;
    private static final int SEATS_AT_ONCE = 2_000;

    /// An order that could not be given back does not keep the others waiting.
    private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);

    private final CallingsOff callingsOff;
    private final Cancellations cancellations;
    private final CalledOffHolds holds;
    private final Outbox outbox;
    private final int ordersAtOnce;
    private final boolean byItself;
    private final Counter given;
    private final Counter failed;
    private final Map<OrderId, Long> stuck = new ConcurrentHashMap<>();
    private final Loop loop;
    private volatile int underWay;

    GivingAllBack(
            CallingsOff callingsOff,
            Cancellations cancellations,
            CalledOffHolds holds,
            Outbox outbox,
            MeterRegistry metrics,
            @ConfigProperty(name = "holdfast.calling-off.every", defaultValue = "1s") Duration every,
            @ConfigProperty(name = "holdfast.calling-off.orders-at-once", defaultValue = "25") int ordersAtOnce,
            @ConfigProperty(name = "holdfast.calling-off.by-itself", defaultValue = "true") boolean byItself) {
        this.byItself = byItself;
        this.callingsOff = callingsOff;
        this.cancellations = cancellations;
        this.holds = holds;
        this.outbox = outbox;
        this.ordersAtOnce = ordersAtOnce;
        this.given = metrics.counter("holdfast.calling.off.orders");
        this.failed = metrics.counter("holdfast.calling.off.failures");
        this.loop = new Loop("calling-off", () -> round() ? Duration.ZERO : every);
        Gauge.builder("holdfast.calling.off.under.way", () -> underWay).register(metrics);
        Gauge.builder("holdfast.calling.off.stuck", stuck, Map::size).register(metrics);
    }

    void start(@Observes StartupEvent event) {
        if (byItself) {
            loop.start();
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        loop.stop();
    }

    /// Something has been confirmed.
    void wake() {
        loop.wake();
    }

    /// A little of everything that is under way.
    ///
    /// @return whether there may be more to do at once
    boolean round() {
        var all = callingsOff.underWay();
        underWay = all.size();
        var more = false;
        for (var one : all) {
            more |= some(one);
        }
        return more;
    }

    private boolean some(CallingOff callingOff) {
        var performance = callingOff.performance();
        var ended = QuarkusTransaction.requiringNew().call(() -> endHolds(performance));
        var blocked = QuarkusTransaction.requiringNew().call(() -> holds.block(performance, SEATS_AT_ONCE));
        var back = giveBackSome(performance);
        given.increment(back);
        if (callingsOff.finish(callingOff)) {
            LOG.infof("everything of performance %s has been given back", performance);
            return false;
        }
        return ended + blocked + back > 0;
    }

    private int endHolds(PerformanceId performance) {
        var ended = holds.end(performance, HOLDS_AT_ONCE);
        var gone = ended.stream()
                .flatMap(hold -> hold.offer().stream())
                .map(offer -> new OfferFailed(performance, offer, OfferFailure.SEATS_GONE))
                .toArray(Event[]::new);
        if (gone.length > 0) {
            outbox.append(gone);
        }
        return ended.size();
    }

    private int giveBackSome(PerformanceId performance) {
        var now = System.nanoTime();
        stuck.values().removeIf(since -> now - since > AFTER_A_FAILURE.toNanos());
        var except = List.copyOf(stuck.keySet());
        try {
            return QuarkusTransaction.requiringNew()
                    .call(() -> cancellations.giveBackSome(performance, ordersAtOnce, except));
        } catch (RuntimeException e) {
            LOG.warnf(e, "some orders of performance %s are given back one by one", performance);
            return oneByOne(performance, except);
        }
    }

    private int oneByOne(PerformanceId performance, List<OrderId> except) {
        var done = 0;
        for (var order : cancellations.toGiveBack(performance, ordersAtOnce, except)) {
            try {
                if (QuarkusTransaction.requiringNew().call(() -> cancellations.giveBackOne(order))) {
                    done++;
                }
            } catch (RuntimeException e) {
                failed.increment();
                stuck.put(order, System.nanoTime());
                LOG.errorf(e, "order %s could not be given back", order);
            }
        }
        return done;
    }
}
