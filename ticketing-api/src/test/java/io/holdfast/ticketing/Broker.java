package io.holdfast.ticketing;

import static org.awaitility.Awaitility.await;

import io.holdfast.contracts.event.AlarmEvent;
import io.holdfast.contracts.event.AlarmEvent.ViolationFound;
import io.holdfast.contracts.event.Event;
import io.holdfast.contracts.event.NotificationEvent;
import io.holdfast.contracts.event.NotificationEvent.CodeIssued;
import io.holdfast.contracts.event.PulseEvent;
import io.holdfast.contracts.event.PulseEvent.SalePulse;
import io.holdfast.contracts.event.SalesEvent;
import io.holdfast.contracts.event.SessionEvent;
import io.holdfast.contracts.event.SessionEvent.SessionEnded;
import io.holdfast.stack.test.Facts;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Hears what the service tells, and speaks for the other services.
@ApplicationScoped
public class Broker {

    private final Facts facts;

    Broker(
            @ConfigProperty(name = "kafka.bootstrap.servers") String servers,
            @ConfigProperty(name = "holdfast.topics.prefix") String prefix) {
        this.facts = new Facts(servers, prefix);
    }

    @PreDestroy
    void close() {
        facts.close();
    }

    public void tell(Event event) {
        facts.tell(event);
    }

    /// The newest such event, as soon as it is there.
    public <E extends SalesEvent> E awaitSales(Class<E> type, Predicate<E> which) {
        return await().atMost(Duration.ofSeconds(15))
                .until(() -> newest(type, which), Optional::isPresent)
                .orElseThrow();
    }

    /// A pulse measured from now on.
    public SalePulse awaitPulse(Predicate<SalePulse> which) {
        var now = Instant.now();
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> pulses().stream()
                                .filter(pulse -> !pulse.at().isBefore(now))
                                .filter(which)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /// Every pulse told so far.
    public List<SalePulse> pulses() {
        return told(PulseEvent.TOPIC, SalePulse.class);
    }

    /// Every such event told on a topic so far.
    public <E extends Event> List<E> told(String topic, Class<E> type) {
        return facts.told(topic).stream()
                .map(Facts.Fact::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /// Every alarm raised so far.
    public List<ViolationFound> alarms() {
        return told(AlarmEvent.TOPIC, ViolationFound.class);
    }

    /// Every sign-in that was told to be over so far.
    public List<SessionEnded> endedSessions() {
        return facts.told(SessionEvent.TOPIC).stream()
                .map(fact -> (SessionEnded) fact.event())
                .toList();
    }

    /// Every such event told so far.
    public <E extends SalesEvent> List<E> sales(Class<E> type, Predicate<E> which) {
        return told(SalesEvent.TOPIC, type).stream().filter(which).toList();
    }

    /// What was told of one look-up, as soon as it is there.
    public CodeIssued awaitCode(String lookUp) {
        return await().atMost(Duration.ofSeconds(15))
                .until(
                        () -> facts.told(NotificationEvent.URGENT).stream()
                                .map(Facts.Fact::event)
                                .filter(CodeIssued.class::isInstance)
                                .map(CodeIssued.class::cast)
                                .filter(issued -> issued.lookUp().toString().equals(lookUp))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private <E extends SalesEvent> Optional<E> newest(Class<E> type, Predicate<E> which) {
        return sales(type, which).stream().reduce((_, last) -> last);
    }
}
