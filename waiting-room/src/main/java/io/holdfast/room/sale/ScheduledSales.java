package io.holdfast.room.sale;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Hears of every sale. Each process reads the topic from its beginning for itself and commits nothing, so each
/// knows them all, whatever became of Redis or of other processes.
@ApplicationScoped
class ScheduledSales {

    private static final Logger LOG = Logger.getLogger(ScheduledSales.class);

    private final Sales sales;

    ScheduledSales(Sales sales) {
        this.sales = sales;
    }

    @Incoming("sale-settings")
    void on(ConsumerRecord<String, byte[]> record) {
        var type = record.headers().lastHeader("ce_type");
        if (type == null || !Sales.TYPE.equals(new String(type.value(), StandardCharsets.UTF_8))) {
            return;
        }
        if (EventCodec.read(Sales.TYPE, record.value()).orElseThrow() instanceof SaleScheduled scheduled) {
            sales.learn(scheduled);
            LOG.debugf("sale %s opens at %s", scheduled.sale(), scheduled.opensAt());
        }
    }
}
