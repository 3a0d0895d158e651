package io.holdfast.notification;

import io.holdfast.notification.Carrier.Carried;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks a provider over HTTP. Follows no redirects: a provider that sends us elsewhere does not work.
@ApplicationScoped
class ProviderCalls {

    /// A request's own timeout ends with the answer's headers, and what follows may never end.
    private static final Duration FOR_THE_REST = Duration.ofSeconds(1);

    private final HttpClient http;
    private final NotificationConfig config;

    ProviderCalls(NotificationConfig config) {
        this.config = config;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(config.patience())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /// @param answers what the status means, where it is no failure of the provider
    Carried call(HttpRequest.Builder request, Answers answers) {
        var asked = http.sendAsync(request.timeout(config.patience()).build(), BodyHandlers.discarding());
        try {
            var response = asked.get(config.patience().plus(FOR_THE_REST).toMillis(), TimeUnit.MILLISECONDS);
            var status = response.statusCode();
            if (status == 429 || (status == 503 && retryAfter(response).isPresent())) {
                return new Carried.Throttled(retryAfter(response));
            }
            return answers.to(status).orElseGet(() -> new Carried.Failed("HTTP " + status));
        } catch (ExecutionException e) {
            return new Carried.Failed(
                    Objects.requireNonNullElse(e.getCause(), e).getClass().getName());
        } catch (TimeoutException e) {
            asked.cancel(true);
            return new Carried.Failed(e.getClass().getName());
        } catch (InterruptedException e) {
            asked.cancel(true);
            Thread.currentThread().interrupt();
            return new Carried.Later("interrupted");
        }
    }

    @FunctionalInterface
    interface Answers {
        /// @return empty: the provider has failed
        Optional<Carried> to(int status);
    }

    /// Seconds or a date (RFC 9110, 10.2.3).
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers().firstValue("Retry-After").flatMap(ProviderCalls::duration);
    }

    static Optional<Duration> duration(String retryAfter) {
        try {
            return Optional.of(Duration.ofSeconds(Math.max(0, Long.parseLong(retryAfter.strip()))));
        } catch (NumberFormatException _) {
            // A date, perhaps.
        }
        try {
            var at = ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            var left = Duration.between(Instant.now(), at.toInstant());
            return Optional.of(left.isNegative() ? Duration.ZERO : left);
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
