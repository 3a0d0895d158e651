package io.holdfast.simulators.gateway;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Tells the shop of changes, again and again until it answers 2xx.
public final class Webhooks implements AutoCloseable {

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
    private final Faults faults;
    private volatile @Nullable URI url;

    public Webhooks(@Nullable URI url, Faults faults) {
        this.url = url;
        this.faults = faults;
    }

    public void sendTo(@Nullable URI address) {
        url = address;
    }

    /// One thing to be told.
    public interface Letter {

        /// @param forged as somebody else would write it who wants to be taken for the gateway
        String body(boolean forged);

        /// Made anew for each try.
        Map<String, String> headers(String body, boolean forged);
    }

    public void tell(Letter letter) {
        var mode = faults.webhook();
        if (url == null || mode == Faults.WebhookMode.DROP) {
            return;
        }
        var body = letter.body(false);
        try {
            switch (mode) {
                case NONE, DROP -> deliver(letter, body, Duration.ZERO);
                case DOUBLE -> {
                    deliver(letter, body, Duration.ZERO);
                    deliver(letter, body, Duration.ZERO);
                }
                case FORGED ->
                    threads.execute(() -> {
                        var forged = letter.body(true);
                        trySending(forged, letter.headers(forged, true));
                        sendUntilTaken(letter, body);
                    });
                case OUT_OF_ORDER ->
                    deliver(letter, body, counted.incrementAndGet() % 2 == 1 ? Duration.ofMillis(500) : Duration.ZERO);
            }
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "closing: a webhook is not sent");
        }
    }

    private void deliver(Letter letter, String body, Duration delay) {
        threads.execute(() -> {
            if (slept(delay)) {
                sendUntilTaken(letter, body);
            }
        });
    }

    private void sendUntilTaken(Letter letter, String body) {
        var pause = FIRST_PAUSE;
        for (var tries = 1; tries <= MOST_TRIES; tries++) {
            if (trySending(body, letter.headers(body, false)) || !slept(pause)) {
                return;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        LOG.log(Level.WARNING, "a webhook was not taken and is given up");
    }

    private boolean trySending(String body, Map<String, String> headers) {
        var target = url;
        if (target == null) {
            return true;
        }
        try {
            var request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(10))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return http.send(request.build(), BodyHandlers.discarding()).statusCode() / 100 == 2;
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

    @Override
    public void close() {
        threads.shutdownNow();
        http.shutdownNow();
    }
}
