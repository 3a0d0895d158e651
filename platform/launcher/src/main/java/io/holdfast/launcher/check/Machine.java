package io.holdfast.launcher.check;

import io.holdfast.launcher.house.UnfitException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What this machine has.
public final class Machine {

    /// What the whole house uses, measured, with some room.
    private static final long NEEDED_MEBIBYTES = 3_072;

    private static final long MEBIBYTE = 1024 * 1024;

    private Machine() {}

    /// @throws UnfitException if there is too little
    public static void requireMemory() {
        var available = availableMebibytes();
        if (available < NEEDED_MEBIBYTES) {
            throw new UnfitException(("Holdfast needs %d MiB of free memory and this machine has %d MiB;"
                            + " please close other programs or use a larger machine.")
                    .formatted(NEEDED_MEBIBYTES, available));
        }
    }

    /// What programs may still take: free memory and what caches give back, within a container's limit.
    static long availableMebibytes() {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var limit = system.getTotalMemorySize() / MEBIBYTE;
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            var available = lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(limit);
            return Math.min(available, limit);
        } catch (IOException _) {
            // Not Linux. There, what is free says little, for caches count as used.
            return limit;
        }
    }

    static long neededMebibytes() {
        return NEEDED_MEBIBYTES;
    }

    static String name() {
        return "%s %s, %d processors"
                .formatted(
                        System.getProperty("os.name"),
                        System.getProperty("os.arch").toLowerCase(Locale.ROOT),
                        Runtime.getRuntime().availableProcessors());
    }
}
