package io.holdfast.room.told;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.TurnEvent;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisStore;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where an event is written down until Kafka has it.
///
/// A script that changes something and tells of it appends to the same stream itself, with the values of
/// [#fields(TurnEvent)], or with a `data` of its own, whose times may be seconds since 1970:
///
/// ```lua
/// redis.call('XADD', told, 'MAXLEN', '~', 100000, '*', 'type', 'waiting-room.TurnCame.v1', 'data', data)
/// ```
///
/// Whoever ran it then calls [#wake(SaleId)]; else the event leaves a second later.
@ApplicationScoped
public class Told {

    /// Entries a sale keeps while Kafka is away; older ones go.
    static final int MOST = 100_000;

    private final RedisStore redis;
    private final Relay relay;

    Told(RedisStore redis, Relay relay) {
        this.redis = redis;
        this.relay = relay;
    }

    /// Returns when Redis has it.
    ///
    /// @throws io.holdfast.room.redis.RedisAway if Redis does not answer: it may be told or not
    public void tell(TurnEvent event) {
        var fields = fields(event);
        redis.send(
                Command.XADD,
                redis.keys(event.sale()).told(),
                "MAXLEN",
                "~",
                MOST,
                "*",
                fields.get(0),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5));
        wake(event.sale());
    }

    /// The fields and values of the entry, in the order `XADD` takes them.
    public static List<String> fields(TurnEvent event) {
        return List.of(
                Entry.TYPE,
                EventCodec.typeOf(event),
                Entry.DATA,
                EventCodec.write(event),
                Entry.TRACEPARENT,
                traceparent());
    }

    private static String traceparent() {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), carrier, Map::put);
        return carrier.getOrDefault("traceparent", "");
    }

    /// Something has been written down for the given sale.
    public void wake(SaleId sale) {
        relay.wake(sale);
    }
}
