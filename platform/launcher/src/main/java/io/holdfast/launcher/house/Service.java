package io.holdfast.launcher.house;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The four services.
public enum Service {
    TICKETING_API("ticketing"),
    WAITING_ROOM(null),
    WAITLIST_WORKER("waitlist"),
    REFUND_WORKER("refund");

    private final @org.jspecify.annotations.Nullable String schema;

    Service(@org.jspecify.annotations.Nullable String schema) {
        this.schema = schema;
    }

    public static Optional<Service> named(String text) {
        return Arrays.stream(values())
                .filter(service -> service.toString().equals(text))
                .findFirst();
    }

    /// Its schema and its role in the database, if it has one.
    Optional<String> schema() {
        return Optional.ofNullable(schema);
    }

    /// What its build leaves to be run by a JVM.
    public Path jar(Path repository) {
        return repository.resolve(toString()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /// What its JVM is told besides [Jvm#COMMON].
    public List<String> jvmOptions() {
        return switch (this) {
            case TICKETING_API -> List.of("-Xmx320m");
            case WAITING_ROOM -> List.of("-Xmx192m");
            // They have time, and start sooner and smaller without the optimising compiler.
            case WAITLIST_WORKER, REFUND_WORKER -> List.of("-Xmx128m", "-XX:TieredStopAtLevel=1");
        };
    }

    /// As its module and its directory are called.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
