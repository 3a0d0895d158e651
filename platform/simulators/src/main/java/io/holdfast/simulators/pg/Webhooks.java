package io.holdfast.simulators.pg;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Tells the shop of changes, signed, again and again until it answers 2xx.
final class Webhooks implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Webhooks.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_TRIES = 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong counted = new AtomicLong();
    private final String secret;
    private final Faults faults;
    private final InstantSource clock;
    private volatile @Nullable URI url;

    Webhooks(String secret, @Nullable URI url, Faults faults, InstantSource clock) {
        this.secret = secret;
        this.url = url;
        this.faults = faults;
        this.clock = clock;
    }

    void sendTo(@Nullable URI address) {
        url = address;
    }

    void tell(Payment payment) {
        var mode = faults.webhook();
        if (url == null || mode == Faults.WebhookMode.DROP) {
            return;
        }
        var body = body(payment);
        try {
            switch (mode) {
                case NONE, DROP -> deliver(body, Duration.ZERO);
                case DOUBLE -> {
                    deliver(body, Duration.ZERO);
                    deliver(body, Duration.ZERO);
                }
                case FORGED ->
                    threads.execute(() -> {
                        trySending(body, Signature.of(secret + "?", clock.instant(), body));
                        sendUntilTaken(body);
                    });
                case OUT_OF_ORDER ->
                    deliver(body, counted.incrementAndGet() % 2 == 1 ? Duration.ofMillis(500) : Duration.ZERO);
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closing: a webhook is not sent");
        }
    }

    private void deliver(String body, Duration delay) {
        threads.execute(() -> {
            if (slept(delay)) {
                sendUntilTaken(body);
            }
        });
    }

    private void sendUntilTaken(String body) {
        var pause = FIRST_PAUSE;
        for (var tries = 1; tries <= MOST_TRIES; tries++) {
            if (trySending(body, Signature.of(secret, clock.instant(), body)) || !slept(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        LOG.log(Level.WARNING, "a webhook was not taken and is given up");
    }

    private boolean trySending(String body, String signature) {
        var target = url;
        if (target == null) {
            return true;
        }
        try {
            var request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .header(Signature.HEADER, signature)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String body(Payment payment) {
        var body = new LinkedHashMap<String, Object>();
        body.put("eventId", UUID.randomUUID().toString());
        body.put("type", "PAYMENT_STATUS_CHANGED");
        body.put("paymentKey", payment.paymentKey());
        body.put("orderId", payment.orderId());
        body.put("status", payment.status());
        return Json.text(body);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
