package io.holdfast.notification;

import io.holdfast.notification.Message.OfPerformance;
import io.holdfast.notification.Message.OfSale;
import io.holdfast.notification.Messages.Leased;
import io.holdfast.notification.NotificationState.Death;
import io.holdfast.waitlist.performance.Performances;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/// Takes messages that are due and sends each on a thread of its own. What goes wrong is logged by the message's id and
/// the kind of fault, never by what the fault says: a mail server's words may carry an address.
@ApplicationScoped
class NotificationLoop implements Runnable {

    private static final Logger LOG = Logger.getLogger(NotificationLoop.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);
    private static final Duration SHORTEST_LOOK = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Messages messages;
    private final Contacts contacts;
    private final Performances performances;
    private final Post post;
    private final NotificationConfig config;
    private final String site;
    private final Semaphore room;
    private final Thread thread = Thread.ofVirtual().name("notification-loop").unstarted(this);
    private volatile boolean stopping;

    NotificationLoop(
            Messages messages,
            Contacts contacts,
            Performances performances,
            Post post,
            NotificationConfig config,
            @ConfigProperty(name = "holdfast.public-url") String site) {
        this.messages = messages;
        this.contacts = contacts;
        this.performances = performances;
        this.post = post;
        this.config = config;
        this.site = site.replaceAll("/+$", "");
        this.room = new Semaphore(config.atOnce());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        messages.wake();
        if (!room.tryAcquire(config.atOnce(), LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("some messages are still being sent and may be sent twice");
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    if (leaseAndSend() == 0) {
                        messages.awaitWork();
                    }
                } catch (RuntimeException away) {
                    LOG.warnf("no messages are sent, next try in %s: %s", DATABASE_AWAY, away.getMessage());
                    Thread.sleep(DATABASE_AWAY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int leaseAndSend() {
        var most = room.availablePermits();
        if (most == 0) {
            return 0;
        }
        var leased = messages.lease(most);
        for (var one : leased) {
            room.acquireUninterruptibly();
            Thread.ofVirtual().name("notification").start(() -> sendAndMakeRoom(one));
        }
        return leased.size();
    }

    private void sendAndMakeRoom(Leased leased) {
        try {
            messages.move(leased, send(leased));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "what became of message %s was not written down: %s",
                    leased.id(), e.getClass().getName());
        } finally {
            room.release();
            messages.wake();
        }
    }

    private NotificationState send(Leased leased) {
        var now = messages.now();
        var sending = leased.state();
        if (!now.isBefore(leased.worthlessAfter())) {
            return sending.die(Death.TOO_LATE, now);
        }
        try {
            var contact = contacts.open(leased.message().customer());
            var performance =
                    switch (leased.message()) {
                        case OfPerformance about -> performances.find(about.performance());
                        case OfSale about -> performances.firstOf(about.sale());
                    };
            if (contact.isEmpty() || performance.isEmpty()) {
                return sending.waitUntil(now.plus(asLongAgain(leased, now)));
            }
            if (contact.get().email().isBlank()) {
                return sending.die(Death.NO_ADDRESS, now);
            }
            var wording = Wording.of(contact.get().locale());
            post.deliver(leased.id(), contact.get(), Letter.about(leased.message(), performance.get(), wording, site));
            return sending.sent(messages.now());
        } catch (RuntimeException e) {
            LOG.warnf("message %s was not taken: %s", leased.id(), e.getClass().getName());
            return sending.failures() + 1 >= config.tries()
                    ? sending.die(Death.UNDELIVERABLE, now)
                    : sending.failed(nextTry(sending.failures() + 1, now));
        }
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
