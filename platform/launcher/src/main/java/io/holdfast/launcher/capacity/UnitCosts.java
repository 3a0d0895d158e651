package io.holdfast.launcher.capacity;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one thing costs, as it was measured: `capacity/unit-costs.properties`, or a file of the same form.
///
/// @param machine where it was measured
record UnitCosts(String machine, Map<Cost, Double> values, Map<Cost, String> sources) {

    enum Cost {
        ROOM_DOCUMENT("room.document.cpu-micros"),
        ROOM_JOIN("room.join.cpu-micros"),
        REDIS_JOIN("redis.join.micros"),
        REDIS_ADMIT("redis.admit.micros"),
        REDIS_BYTES("redis.person.bytes"),
        API_PURCHASE("api.purchase.cpu-millis"),
        POSTGRES_PURCHASE("postgres.purchase.cpu-millis"),
        POSTGRES_CONNECTION("postgres.purchase.connection-millis"),
        KAFKA_FACTS("kafka.purchase.facts"),
        KAFKA_RELAY("kafka.relay.facts-per-second");

        private final String key;

        Cost(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    /// Those that were measured with this version.
    static UnitCosts measured() {
        try (var in = Objects.requireNonNull(
                UnitCosts.class.getResourceAsStream("/capacity/unit-costs.properties"), "the unit costs")) {
            return of(new InputStreamReader(in, StandardCharsets.UTF_8), null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of a file; what it does not name is as measured here.
    ///
    /// @throws IllegalArgumentException if it names something else, or something is no positive number
    static UnitCosts in(Path file) {
        try (var in = Files.newBufferedReader(file)) {
            return of(in, measured());
        } catch (IOException e) {
            throw new IllegalArgumentException("The unit costs in %s cannot be read.".formatted(file), e);
        }
    }

    private static UnitCosts of(Reader in, @Nullable UnitCosts otherwise) throws IOException {
        var read = new Properties();
        read.load(in);
        var known = Arrays.stream(Cost.values())
                .flatMap(cost -> Stream.of(cost.key(), cost.key() + ".source"))
                .collect(Collectors.toSet());
        for (var name : read.stringPropertyNames()) {
            if (!known.contains(name) && !name.equals("machine")) {
                throw new IllegalArgumentException("There is no unit cost “%s”.".formatted(name));
            }
        }
        var values = new EnumMap<Cost, Double>(Cost.class);
        var sources = new EnumMap<Cost, String>(Cost.class);
        for (var cost : Cost.values()) {
            var text = read.getProperty(cost.key());
            if (text != null) {
                values.put(cost, positive(cost, text));
                sources.put(cost, read.getProperty(cost.key() + ".source", "as given"));
            } else if (otherwise != null) {
                values.put(cost, otherwise.of(cost));
                sources.put(cost, otherwise.source(cost));
            } else {
                throw new IllegalStateException("the unit costs lack " + cost.key());
            }
        }
        var machine = read.getProperty("machine", otherwise == null ? "" : otherwise.machine());
        return new UnitCosts(machine, values, sources);
    }

    private static double positive(Cost cost, String text) {
        try {
            var value = Double.parseDouble(text);
            if (value > 0 && Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new IllegalArgumentException("The unit cost %s cannot be “%s”.".formatted(cost.key(), text));
    }

    double of(Cost cost) {
        return Objects.requireNonNull(values.get(cost));
    }

    String source(Cost cost) {
        return Objects.requireNonNull(sources.get(cost));
    }

    /// In seconds, where it was told in microseconds.
    double micros(Cost cost) {
        return of(cost) / 1e6;
    }

    /// In seconds, where it was told in milliseconds.
    double millis(Cost cost) {
        return of(cost) / 1e3;
    }
}
