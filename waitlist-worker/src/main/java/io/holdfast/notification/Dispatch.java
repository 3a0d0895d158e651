package io.holdfast.notification;

import io.holdfast.notification.Carrier.Carried;
import io.holdfast.notification.Carrier.Carried.Failed;
import io.holdfast.notification.Carrier.Carried.Later;
import io.holdfast.notification.Carrier.Carried.Refused;
import io.holdfast.notification.Carrier.Carried.Taken;
import io.holdfast.notification.Carrier.Carried.Throttled;
import io.holdfast.notification.Carrier.Delivery;
import io.holdfast.notification.Messages.Leased;
import io.holdfast.notification.Messages.Queue;
import io.holdfast.notification.NotificationState.Death;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/// What becomes of one message under way. What goes wrong is logged by the message's id and the kind of fault, never by
/// what the fault says: a provider's words may carry an address.
@ApplicationScoped
class Dispatch {

    private static final Logger LOG = Logger.getLogger(Dispatch.class);
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);
    private static final Duration LEFT_ALONE = Duration.ofSeconds(1);

    private final Contacts contacts;
    private final Letters letters;
    private final Providers providers;
    private final NotificationConfig config;
    private final SmsConfig sms;
    private final QuietHours quiet;

    Dispatch(Contacts contacts, Letters letters, Providers providers, NotificationConfig config, SmsConfig sms) {
        this.contacts = contacts;
        this.letters = letters;
        this.providers = providers;
        this.config = config;
        this.sms = sms;
        this.quiet = new QuietHours(config.quietFrom(), config.quietUntil());
    }

    List<String> shut() {
        return providers.shut();
    }

    /// Whether the channel's only provider is being tried again: with one message, not with many.
    boolean isTrying(Channel channel) {
        return switch (channel) {
            case EMAIL -> providers.breaker(MailCarrier.PROVIDER) instanceof Breaker.HalfOpen;
            case SMS -> providers.breaker(SmsCarrier.nameOf(sms.provider())) instanceof Breaker.HalfOpen;
            case PUSH -> false;
        };
    }

    void given(Leased leased) {
        providers.given(leased.provider());
    }

    NotificationState send(Queue queue, Carrier carrier, Leased leased) {
        var now = leased.clock().now();
        var sending = leased.state();
        Carried carried = null;
        try {
            if (!now.isBefore(leased.worthlessAfter())) {
                return sending.die(Death.TOO_LATE, now);
            }
            var customer = leased.message().customer();
            var contact = leased.addressee().contact().map(content -> contacts.open(customer, content));
            var letter = contact.flatMap(
                    found -> letters.about(leased.message(), Wording.of(found.locale()), leased.createdAt(), now));
            if (contact.isEmpty() || letter.isEmpty()) {
                return sending.waitUntil(now.plus(asLongAgain(leased, now)));
            }
            if (queue.urgency() == Urgency.BULK) {
                var morning =
                        quiet.endsAt(now, zone(letter.get(), leased.addressee().zone()));
                if (morning.isPresent()) {
                    return sending.waitUntil(morning.get());
                }
            }
            carried = carried(
                    carrier,
                    leased.provider(),
                    new Delivery(
                            leased.id(),
                            leased.message(),
                            contact.get(),
                            leased.addressee().isEmailRefused(),
                            letter.get(),
                            leased.device().orElse(null),
                            leased.worthlessAfter(),
                            now));
            return after(leased, carried, leased.clock().now());
        } catch (RuntimeException e) {
            return again(leased, e.getClass().getName(), now);
        } finally {
            providers.answered(leased.provider(), carried);
        }
    }

    private Carried carried(Carrier carrier, String provider, Delivery delivery) {
        try {
            providers.awaitTurn(provider);
            return carrier.carry(delivery);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Later("interrupted");
        } catch (RuntimeException e) {
            return new Failed(e.getClass().getName());
        }
    }

    private NotificationState after(Leased leased, Carried carried, Instant now) {
        var sending = leased.state();
        return switch (carried) {
            case Taken _ -> sending.sent(now);
            case Refused(var death) -> {
                LOG.infof("message %s is refused for good: %s", leased.id(), death);
                yield sending.die(death, now);
            }
            case Throttled(var after) -> sending.waitUntil(now.plus(after.orElse(LEFT_ALONE)));
            case Later(var why) -> again(leased, why, now);
            case Failed(var why) -> again(leased, why, now);
        };
    }

    private NotificationState again(Leased leased, String why, Instant now) {
        LOG.warnf("message %s was not taken: %s", leased.id(), why);
        var sending = leased.state();
        return sending.failures() + 1 >= config.tries()
                ? sending.die(Death.UNDELIVERABLE, now)
                : sending.failed(nextTry(sending.failures() + 1, now));
    }

    private ZoneId zone(Letter letter, Optional<ZoneId> customers) {
        return customers.or(letter::zone).orElse(config.timeZone());
    }

    private Duration asLongAgain(Leased leased, Instant now) {
        var waited = Duration.between(leased.createdAt(), now);
        if (waited.compareTo(SHORTEST_LOOK) < 0) {
            return SHORTEST_LOOK;
        }
        return waited.compareTo(config.lookForContact()) < 0 ? waited : config.lookForContact();
    }

    /// Pauses double up to the longest one; each is shortened by up to half at random.
    private Instant nextTry(int failures, Instant now) {
        var doublings = Math.min(failures - 1, 20);
        var full = Math.min(
                config.firstPause().toMillis() << doublings,
                config.longestPause().toMillis());
        return now.plusMillis(
                Math.round(full * (0.5 + ThreadLocalRandom.current().nextDouble() / 2)));
    }
}
