package io.holdfast.room.pass;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.FromOpenSale;
import io.holdfast.contracts.event.SalesEvent.FromQueue;
import io.holdfast.contracts.event.SalesEvent.FromWaitlist;
import io.holdfast.contracts.event.SalesEvent.ShoppingEnded;
import io.holdfast.contracts.event.SalesEvent.TicketsIssued;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.redis.RedisAway;
import io.holdfast.room.sale.Sales;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// Hears of issued tickets and of shopping given up: the stay is done, and the room inside is the next visitor's.
/// The processes share the work.
@ApplicationScoped
class FinishedShopping {

    /// How long Redis may be away before a message is put aside. Its stay ends by itself a little later.
    private static final int TRIES = 60;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final Passes passes;
    private final Sales sales;

    FinishedShopping(Passes passes, Sales sales) {
        this.passes = passes;
        this.sales = sales;
    }

    /// @throws IllegalArgumentException if the message cannot be read; it goes to the dead letters
    @Incoming("finished-shopping")
    @RunOnVirtualThread
    void on(ConsumerRecord<String, byte[]> record) throws InterruptedException {
        var type = record.headers().lastHeader("ce_type");
        if (type == null) {
            throw new IllegalArgumentException("a message without a type");
        }
        var event = EventCodec.read(new String(type.value(), StandardCharsets.UTF_8), record.value());
        if (event.isPresent() && event.get() instanceof TicketsIssued issued) {
            switch (issued.origin()) {
                case FromQueue queue -> done(queue.sale(), queue.session(), true);
                case FromWaitlist _, FromOpenSale _ -> {
                    /* nobody's stay */
                }
            }
        } else if (event.isPresent() && event.get() instanceof ShoppingEnded ended) {
            done(ended.sale(), ended.session(), false);
        }
    }

    private void done(SaleId id, String session, boolean bought) throws InterruptedException {
        var sale = sales.find(id);
        if (sale.isEmpty()) {
            return;
        }
        for (var tries = 1; ; tries++) {
            try {
                passes.done(sale.get(), session, bought);
                return;
            } catch (RedisAway away) {
                if (tries == TRIES) {
                    throw away;
                }
                Thread.sleep(BETWEEN_TRIES);
            }
        }
    }
}
