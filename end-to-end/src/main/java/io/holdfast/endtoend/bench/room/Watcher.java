package io.holdfast.endtoend.bench.room;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.id.SaleId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Looks at one sale's public document again and again, as the browser of somebody very impatient would.
final class Watcher {

    private static final Duration EVERY = Duration.ofMillis(20);

    /// @param at when the answer arrived
    record Look(Instant at, JsonNode document) {
        long serving() {
            return document.path("serving").asLong();
        }
    }

    private final Stage stage;
    private final URI document;
    private final List<Look> looks = new ArrayList<>();
    private int unanswered;

    /// @param address of a waiting room, or of a proxy before some
    Watcher(Stage stage, URI address, SaleId sale) {
        this.stage = stage;
        this.document = address.resolve(Stage.serving(sale));
    }

    /// Looks from then on, until the document is as wanted or it is too late.
    ///
    /// @return the last look
    Look until(Instant from, Instant end, Predicate<Look> wanted) {
        Stage.pause(positive(Duration.between(Instant.now(), from)));
        while (true) {
            var began = Instant.now();
            Look look = null;
            try {
                var seen = stage.get(document);
                look = new Look(Instant.now(), seen);
                looks.add(look);
            } catch (IOException e) {
                unanswered++;
            }
            if (look != null && (wanted.test(look) || look.at().isAfter(end))) {
                return look;
            }
            if (Instant.now().isAfter(end.plusSeconds(5))) {
                throw new IllegalStateException("the waiting room does not answer");
            }
            Stage.pause(positive(EVERY.minus(Duration.between(began, Instant.now()))));
        }
    }

    private static Duration positive(Duration duration) {
        return duration.isNegative() ? Duration.ZERO : duration;
    }

    List<Look> looks() {
        return looks;
    }

    /// How often there was no answer.
    int unanswered() {
        return unanswered;
    }

    /// Numbers called per second between two moments: the slope of the line that fits all looks best, because people
    /// are called in small steps.
    double pace(Instant from, Instant until) {
        var seen = looks.stream()
                .filter(look -> !look.at().isBefore(from) && look.at().isBefore(until))
                .toList();
        if (seen.size() < 10) {
            throw new IllegalStateException("too few looks to tell the pace");
        }
        var first = seen.getFirst().at();
        var times = seen.stream()
                .mapToDouble(look -> Duration.between(first, look.at()).toNanos() / 1e9)
                .toArray();
        var numbers = seen.stream().mapToDouble(Look::serving).toArray();
        return slope(times, numbers);
    }

    /// By least squares.
    static double slope(double[] x, double[] y) {
        double sumX = 0;
        double sumY = 0;
        for (var i = 0; i < x.length; i++) {
            sumX += x[i];
            sumY += y[i];
        }
        var meanX = sumX / x.length;
        var meanY = sumY / x.length;
        double both = 0;
        double square = 0;
        for (var i = 0; i < x.length; i++) {
            both += (x[i] - meanX) * (y[i] - meanY);
            square += (x[i] - meanX) * (x[i] - meanX);
        }
        return both / square;
    }

    /// The longest time between two looks that saw the number move, in seconds, from the first time it did.
    double longestGap() {
        var longest = 0.0;
        Look moved = null;
        for (var look : looks) {
            if (look.serving() > 0 && (moved == null || look.serving() > moved.serving())) {
                if (moved != null) {
                    longest = Math.max(
                            longest, Duration.between(moved.at(), look.at()).toNanos() / 1e9);
                }
                moved = look;
            }
        }
        if (moved != null) {
            longest = Math.max(
                    longest, Duration.between(moved.at(), looks.getLast().at()).toNanos() / 1e9);
        }
        return longest;
    }
}
