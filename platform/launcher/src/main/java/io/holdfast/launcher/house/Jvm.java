package io.holdfast.launcher.house;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a service is run by this machine's Java.
public final class Jvm {

    /// What every service's JVM is told.
    public static final List<String> COMMON = List.of(
            "-Xms32m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");

    private Jvm() {}

    /// @param options its own
    public static List<String> command(List<String> options, Path jar) {
        var words = new ArrayList<String>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        words.addAll(options);
        words.addAll(COMMON);
        words.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return words;
    }
}
