package io.holdfast.endtoend.bench;

import com.sun.management.OperatingSystemMXBean;
import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Where it was measured. A benchmark without this is a rumour.
///
/// @param servers cores of the servers and their Redis and Kafka; empty: not pinned
/// @param load cores of the load generator; empty: not pinned
public record Machine(
        int cores,
        String processor,
        String system,
        String java,
        long mebibytes,
        List<Integer> servers,
        List<Integer> load) {

    /// Servers get the first half of the cores this process may use, the load generator the others.
    static Machine here() {
        var allowed = pinnable() ? allowedCores() : List.<Integer>of();
        var half = allowed.size() / 2;
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                processorHere(),
                "%s %s %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize() >> 20,
                half == 0 ? List.of() : List.copyOf(allowed.subList(0, half)),
                half == 0 ? List.of() : List.copyOf(allowed.subList(half, allowed.size())));
    }

    /// The same machine, with nothing to be pinned to a core.
    public Machine unpinned() {
        return new Machine(cores, processor, system, java, mebibytes, List.of(), List.of());
    }

    public boolean pinned() {
        return !servers.isEmpty();
    }

    /// Words before the command of a server.
    public List<String> serverPrefix() {
        return pinned() ? List.of("taskset", "-c", list(servers)) : List.of();
    }

    /// Moves a process that runs already, with all its threads.
    public void moveToServers(long pid) {
        move(pid, servers);
    }

    /// Moves this process to where the load comes from.
    public void moveSelfToLoad() {
        move(ProcessHandle.current().pid(), load);
    }

    /// Moves this process back to all cores, so that what is measured next has them.
    void moveSelfBack() {
        move(
                ProcessHandle.current().pid(),
                Stream.concat(servers.stream(), load.stream()).toList());
    }

    private static void move(long pid, List<Integer> cores) {
        if (!cores.isEmpty()) {
            try {
                Commands.run(Path.of("."), List.of("taskset", "-a", "-p", "-c", list(cores), String.valueOf(pid)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean pinnable() {
        return Commands.succeeds("taskset", "-c", "0", "true") && Files.exists(Path.of("/proc/self/status"));
    }

    private static List<Integer> allowedCores() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .flatMap(line -> cores(line.substring(line.indexOf(':') + 1).strip()).stream())
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            return List.of();
        }
    }

    /// `0-2,5` is 0, 1, 2 and 5.
    static List<Integer> cores(String list) {
        var cores = new ArrayList<Integer>();
        for (var range : list.split(",")) {
            var ends = range.split("-");
            IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
                    .forEach(cores::add);
        }
        return cores;
    }

    private static String processorHere() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException | UncheckedIOException _) {
            return System.getProperty("os.arch");
        }
    }

    /// Of the last minute; negative where the system does not tell.
    static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    String pinning() {
        return pinned()
                ? "servers, Redis and Kafka pinned to core %s, load generator to core %s"
                        .formatted(list(servers), list(load))
                : "nothing pinned to cores";
    }

    @Override
    public String toString() {
        return "%d cores, %s, %,d MiB, %s, %s".formatted(cores, processor, mebibytes, system, java);
    }

    private static String list(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
