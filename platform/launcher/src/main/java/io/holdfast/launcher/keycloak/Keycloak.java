package io.holdfast.launcher.keycloak;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.holdfast.stack.process.Child;
import io.holdfast.stack.process.Child.Signal;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A Keycloak on 127.0.0.1 that keeps its accounts in PostgreSQL.
public final class Keycloak {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// @param distribution from [KeycloakDistribution#preparedIn]
    /// @param home where this one's realm file lies
    /// @param databaseUrl for JDBC
    /// @param database role, and schema of the same name
    /// @param administrator password of the account `admin` of realm `master`, made at the first start
    /// @param webClientSecret of the client `holdfast-web`, set at the first start
    /// @param site where that client is told of sign-outs, set at the first start
    public record Setup(
            Path distribution,
            Path home,
            int port,
            String databaseUrl,
            String database,
            String databasePassword,
            String administrator,
            String webClientSecret,
            URI site,
            Path log) {}

    private Keycloak() {}

    /// The issuer of our tokens.
    public static URI realm(int port) {
        return URI.create("http://127.0.0.1:" + port + "/realms/holdfast");
    }

    /// Returns at once; it is ready when its realm's `.well-known/openid-configuration` is there.
    public static Child start(Setup setup) throws IOException {
        var home = Files.createDirectories(setup.home()).toAbsolutePath();
        link(home, setup.distribution());
        writeRealm(home.resolve("data/import"), setup.webClientSecret(), setup.site());
        var words = new ArrayList<String>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        words.addAll(List.of(
                "-Xms64m",
                "-Xmx256m",
                "-XX:MaxMetaspaceSize=256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xlog:disable",
                "-Dfile.encoding=UTF-8",
                "-Duser.language=en",
                "-Djava.util.concurrent.ForkJoinPool.common.threadFactory="
                        + "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dpicocli.disable.closures=true",
                "-Dkc.home.dir=" + home,
                "-Djboss.server.config.dir=" + home.resolve("conf"),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        for (var opened : List.of("java.util", "java.util.concurrent", "java.security", "java.lang")) {
            words.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
        }
        words.addAll(List.of(
                "-cp",
                setup.distribution().resolve("lib/quarkus-run.jar").toString(),
                "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
                "start",
                "--optimized",
                "--import-realm",
                "--cache=local",
                "--http-enabled=true",
                "--http-host=127.0.0.1",
                "--http-port=" + setup.port(),
                "--hostname=http://127.0.0.1:" + setup.port(),
                "--db-url=" + setup.databaseUrl(),
                "--db-schema=" + setup.database(),
                "--db-username=" + setup.database()));
        var environment = Map.of(
                "KC_DB_PASSWORD", setup.databasePassword(),
                "KC_BOOTSTRAP_ADMIN_USERNAME", "admin",
                "KC_BOOTSTRAP_ADMIN_PASSWORD", setup.administrator());
        return Child.start(new Child.Command("Keycloak", words, environment, home, setup.log(), Signal.TERM, null));
    }

    /// Several houses share one distribution; what differs between them lies in each one's home.
    private static void link(Path home, Path distribution) throws IOException {
        for (var shared : List.of("lib", "providers", "themes", "conf")) {
            var link = home.resolve(shared);
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, distribution.resolve(shared).toAbsolutePath());
        }
    }

    private static void writeRealm(Path directory, String webClientSecret, URI site) throws IOException {
        Files.createDirectories(directory);
        var file = directory.resolve("holdfast-realm.json");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                file,
                resource("holdfast-realm.json")
                        .replace("\"${userProfile}\"", new TextNode(oneLine(resource("user-profile.json"))).toString())
                        .replace("${webClientSecret}", webClientSecret)
                        .replace("${site}", site.toString()));
    }

    private static String oneLine(String json) throws IOException {
        return JSON.writeValueAsString(JSON.readTree(json));
    }

    private static String resource(String name) throws IOException {
        try (var in = Keycloak.class.getResourceAsStream("/keycloak/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
