package io.holdfast.launcher.house;

import io.holdfast.stack.Secrets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/// The secrets of one house: made at its first start, kept in a file only its owner reads.
final class Keys {

    private static final List<String> PASSWORDS = List.of(
            "postgres",
            "postgres.ticketing",
            "postgres.waitlist",
            "postgres.refund",
            "postgres.keycloak",
            "keycloak.admin",
            "oidc.holdfast-web",
            "simulator.api",
            "simulator.webhook",
            "toss.secret",
            "toss.client",
            "stripe.secret",
            "stripe.webhook",
            "sms.access",
            "sms.secret");

    private static final String PUSH_KEY = "holdfast.push.private-key";

    private final Properties properties;

    private Keys(Properties properties) {
        this.properties = properties;
    }

    static Keys in(Path file) throws IOException {
        var properties = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
        }
        var known = properties.size();
        if (!properties.containsKey("holdfast.pass.private-key")) {
            properties.putAll(Secrets.fresh());
        }
        if (!properties.containsKey(PUSH_KEY)) {
            // A house from before there was web push.
            Secrets.fresh().forEach(properties::putIfAbsent);
        }
        for (var name : PASSWORDS) {
            properties.putIfAbsent(name, Secrets.password());
        }
        if (properties.size() != known) {
            write(properties, file);
        }
        return new Keys(properties);
    }

    private static void write(Properties properties, Path file) throws IOException {
        var fresh = Files.createTempFile(
                file.toAbsolutePath().getParent(),
                "secrets",
                ".part",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newBufferedWriter(fresh)) {
            properties.store(out, "Made by ./holdfast up. Whoever has this file has everything.");
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /// One of [#PASSWORDS].
    String password(String name) {
        return Objects.requireNonNull(properties.getProperty(name), name);
    }

    /// Those with these names, which are also what they are configured under.
    Map<String, String> shared(String... names) {
        return Stream.of(names).collect(java.util.stream.Collectors.toMap(name -> name, this::password));
    }
}
