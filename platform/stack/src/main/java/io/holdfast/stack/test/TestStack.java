package io.holdfast.stack.test;

import io.holdfast.stack.Kafka;
import io.holdfast.stack.Postgres;
import io.holdfast.stack.Redis;
import io.holdfast.stack.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The real parts for tests, each started when first asked for and once in this JVM.
///
/// Quarkus may load this class more than once in a JVM; what has been started is therefore remembered in system
/// properties, which all of its copies see.
public final class TestStack {

    /// What a test can ask for.
    public enum Part {
        POSTGRES,
        REDIS,
        KAFKA
    }

    private static final String DATABASE = "holdfast";
    private static final String REMEMBERED = "holdfast.test-stack.";

    private TestStack() {}

    /// A corner of its own in each of the parts, and keys, as configuration for a service:
    ///
    /// | part | keys |
    /// |---|---|
    /// | PostgreSQL | `quarkus.datasource.jdbc.url`, `.username`, `.password`: a role and its empty schema |
    /// | Redis | `quarkus.redis.hosts`, `holdfast.redis.prefix` |
    /// | Kafka | `kafka.bootstrap.servers`, `holdfast.topics.prefix`: the topics are there |
    /// | always | [Secrets#fresh()] |
    public static Map<String, String> fresh(Set<Part> parts) {
        var configuration = new HashMap<>(Secrets.fresh());
        // Together for all copies of this class.
        synchronized (System.class) {
            var name = "t" + next();
            try {
                for (var part : parts) {
                    configuration.putAll(
                            switch (part) {
                                case POSTGRES -> schema(name);
                                case REDIS ->
                                    Map.of("quarkus.redis.hosts", redis(), "holdfast.redis.prefix", name + ":");
                                case KAFKA -> topics(name + ".");
                            });
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (SQLException e) {
                throw new IllegalStateException("PostgreSQL refused to make room for a test", e);
            }
        }
        return configuration;
    }

    private static Map<String, String> schema(String name) throws IOException, SQLException {
        var url = remembered("postgres.url");
        var password = remembered("postgres.password");
        if (url == null || password == null) {
            var postgres = Postgres.start(Postgres.Setup.temporary());
            closeAtTheEnd(postgres);
            postgres.database(DATABASE);
            url = remember("postgres.url", postgres.url(DATABASE));
            password = remember("postgres.password", postgres.password());
        }
        var secret = Secrets.password();
        Postgres.owner(url, password, DATABASE, name, secret);
        return Map.of(
                "quarkus.datasource.jdbc.url", url + "?currentSchema=" + name,
                "quarkus.datasource.username", name,
                "quarkus.datasource.password", secret);
    }

    private static String redis() throws IOException {
        var url = remembered("redis.url");
        if (url == null) {
            var redis = Redis.start(Redis.Setup.temporary());
            closeAtTheEnd(redis);
            url = remember("redis.url", redis.url());
        }
        return url;
    }

    private static Map<String, String> topics(String prefix) throws IOException {
        var servers = remembered("kafka.servers");
        if (servers == null) {
            var kafka = Kafka.start(Kafka.Setup.temporary());
            closeAtTheEnd(kafka);
            servers = remember("kafka.servers", kafka.bootstrapServers());
        }
        Kafka.topics(servers, prefix);
        return Map.of("kafka.bootstrap.servers", servers, "holdfast.topics.prefix", prefix);
    }

    private static int next() {
        var count = Integer.parseInt(System.getProperty(REMEMBERED + "count", "0")) + 1;
        remember("count", String.valueOf(count));
        return count;
    }

    private static @Nullable String remembered(String name) {
        return System.getProperty(REMEMBERED + name);
    }

    private static String remember(String name, String value) {
        System.setProperty(REMEMBERED + name, value);
        return value;
    }

    private static void closeAtTheEnd(AutoCloseable part) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                part.close();
            } catch (Exception _) {
                // The process ends with this JVM in any case.
            }
        }));
    }

    static Set<Part> named(Map<String, String> arguments) {
        var parts = EnumSet.noneOf(Part.class);
        arguments.forEach((name, wanted) -> {
            if (Boolean.parseBoolean(wanted)) {
                parts.add(Part.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        });
        return parts;
    }
}
