package io.holdfast.ticketing.hold;

import io.holdfast.contracts.event.EventCodec;
import io.holdfast.contracts.event.TurnEvent.PassRevoked;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Passes that must not be honoured though they would last. Each process hears of them for itself and forgets them
/// when they have run out; without Kafka it knows those it has heard of.
@ApplicationScoped
class RevokedPasses {

    private static final Logger LOG = Logger.getLogger(RevokedPasses.class);

    /// About 15 MB.
    static final int MOST = 100_000;

    private final Clock clock;
    private final Map<Session, PassRevoked> known = new ConcurrentHashMap<>();

    private record Session(SaleId sale, String session) {}

    RevokedPasses(Clock clock) {
        this.clock = clock;
    }

    boolean contain(AdmissionPass pass) {
        return found(pass).isPresent();
    }

    /// How it was taken back, unless it was not.
    Optional<PassRevoked> found(AdmissionPass pass) {
        return Optional.ofNullable(known.get(new Session(pass.sale(), pass.session())))
                .filter(revoked -> clock.instant().isBefore(revoked.until()));
    }

    @Incoming("revoked-passes")
    void on(ConsumerRecord<String, byte[]> message) {
        var type = message.headers().lastHeader("ce_type");
        if (type == null) {
            return;
        }
        EventCodec.read(new String(type.value(), StandardCharsets.UTF_8), message.value())
                .filter(PassRevoked.class::isInstance)
                .map(PassRevoked.class::cast)
                .ifPresent(this::remember);
    }

    synchronized void remember(PassRevoked revoked) {
        var now = clock.instant();
        if (!now.isBefore(revoked.until())) {
            return;
        }
        if (known.size() >= MOST) {
            known.values().removeIf(one -> !now.isBefore(one.until()));
        }
        if (known.size() >= MOST) {
            forgetSome();
        }
        known.merge(
                new Session(revoked.sale(), revoked.session()),
                revoked,
                (one, other) -> one.until().isAfter(other.until()) ? one : other);
    }

    /// Those that end first are worth least.
    private void forgetSome() {
        LOG.warnf("more than %d passes are taken back at once; those that end first count again", MOST);
        known.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparing(PassRevoked::until)))
                .limit(MOST / 10)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(known::remove);
    }
}
