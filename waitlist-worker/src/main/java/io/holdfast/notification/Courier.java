package io.holdfast.notification;

import io.holdfast.notification.Messages.Leased;
import io.holdfast.notification.Messages.Queue;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/// Takes the messages of one queue that are due and sends each on a thread of its own.
///
/// Where one queue has several providers (web push), none of them has more than half of the room, and few are taken at
/// a time: one that is slow leaves the others theirs.
final class Courier implements Runnable {

    private static final Logger LOG = Logger.getLogger(Courier.class);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(1);
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final Queue queue;
    private final Carrier carrier;
    private final Dispatch dispatch;
    private final Messages messages;
    private final int atOnce;
    private final Semaphore room;
    private final Map<String, Integer> underWay = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    Courier(Queue queue, Carrier carrier, Dispatch dispatch, Messages messages, int atOnce) {
        this.queue = queue;
        this.carrier = carrier;
        this.dispatch = dispatch;
        this.messages = messages;
        this.atOnce = atOnce;
        this.room = new Semaphore(atOnce);
        this.thread = Thread.ofVirtual()
                .name("courier-%s-%s"
                        .formatted(queue.urgency(), queue.channel())
                        .toLowerCase(Locale.ROOT))
                .unstarted(this);
    }

    void start() {
        thread.start();
    }

    void tellToStop() {
        stopping = true;
        messages.wake(queue);
    }

    void awaitEnd() throws InterruptedException {
        if (!room.tryAcquire(atOnce, LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("some messages are still being sent and may be sent twice");
        }
    }

    @Override
    public void run() {
        try {
            while (!stopping) {
                try {
                    if (leaseAndSend() == 0) {
                        messages.awaitWork(queue);
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
        var few = queue.channel() == Channel.PUSH ? Math.max(1, atOnce / 4) : atOnce;
        var most = Math.min(room.availablePermits(), few);
        if (most == 0) {
            return 0;
        }
        var shut = new HashSet<>(dispatch.shut());
        if (queue.channel() == Channel.PUSH) {
            underWay.forEach((provider, count) -> {
                if (count >= Math.max(1, atOnce / 2)) {
                    shut.add(provider);
                }
            });
        }
        var leased = messages.lease(queue, java.util.List.copyOf(shut), dispatch.isTrying(queue.channel()) ? 1 : most);
        for (var one : leased) {
            room.acquireUninterruptibly();
            underWay.merge(one.provider(), 1, Integer::sum);
            dispatch.given(one);
            Thread.ofVirtual().name("notification").start(() -> sendAndMakeRoom(one));
        }
        return leased.size();
    }

    private void sendAndMakeRoom(Leased leased) {
        try {
            messages.move(queue, leased, dispatch.send(queue, carrier, leased));
        } catch (RuntimeException e) {
            LOG.warnf(
                    "what became of message %s was not written down: %s",
                    leased.id(), e.getClass().getName());
        } finally {
            underWay.merge(leased.provider(), -1, Integer::sum);
            room.release();
            messages.wake(queue);
        }
    }
}
