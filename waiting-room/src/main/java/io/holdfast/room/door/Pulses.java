package io.holdfast.room.door;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.room.redis.LuaScript;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.redis.RedisStore;
import io.holdfast.room.sale.Sales;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hears how running sales are doing: the seats that are left, and whether payment and database can bear more. The
/// processes share the work; an old or unreadable pulse is worth nothing and is passed over.
@ApplicationScoped
class Pulses {

    private static final Logger LOG = Logger.getLogger(Pulses.class);

    private final Sales sales;
    private final RedisStore redis;
    private final LuaScript script;

    @Inject
    Pulses(Sales sales, RedisStore redis) {
        this.sales = sales;
        this.redis = redis;
        this.script = redis.script(Pulses.class, "pulse.lua");
    }

    @Incoming("pulses")
    @RunOnVirtualThread
    void on(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        if (type == null) {
            return;
        }
        var event = EventCodec.read(new String(type.value(), StandardCharsets.UTF_8), record.value());
        if (event.isPresent()
                && event.get() instanceof SalePulse pulse
                && sales.find(pulse.sale()).isPresent()) {
            try {
                hear(pulse, null);
            } catch (RedisAway away) {
                LOG.debugf("a pulse is lost while Redis is away: %s", away.getMessage());
            }
        }
    }

    /// @param now null: Redis' own clock
    /// @return the health from now on, as text; empty when a later pulse is known
    String hear(SalePulse pulse, @Nullable Instant now) {
        return script.run(
                        List.of(redis.keys(pulse.sale()).room()),
                        pulse.at().toEpochMilli(),
                        Math.max(0, pulse.seatsLeft()),
                        Math.max(0, pulse.seatsHeld()),
                        Math.max(1, pulse.seatsPerOrder()),
                        pulse.health().trouble().name(),
                        now == null ? "" : now.toEpochMilli())
                .toString();
    }
}
