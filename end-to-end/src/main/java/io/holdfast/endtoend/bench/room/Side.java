package io.holdfast.endtoend.bench.room;

import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.load.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One of two sides that are compared: a server, the connections to it, and what is sent there.
final class Side implements AutoCloseable {

    /// Whose processor time counts.
    interface Work {
        Duration cpu();
    }

    private final String name;
    private final Load load;
    private final Supplier<Requests> requests;
    private final Work work;
    private final List<Round> rounds = new ArrayList<>();
    private long nanos;
    private long good;

    /// @param requests for the next round
    Side(String name, int port, int connections, Supplier<Requests> requests, Work work) {
        this.name = name;
        this.load = new Load(port, connections);
        this.requests = requests;
        this.work = work;
    }

    /// Rounds that do not count, until a compiler has seen enough: that is a matter of answers, and takes longer
    /// where others use the machine too.
    void warmUp(long answers, Duration round, Duration longest) {
        var end = System.nanoTime() + longest.toNanos();
        for (var seen = 0L; seen < answers && System.nanoTime() < end; ) {
            // The first of all may take longer than a round.
            seen += load.run(round, requests.get()).noneBad(name).good();
        }
    }

    /// @return good answers per second
    double round(Duration length) {
        var prepared = requests.get();
        var before = work.cpu();
        var round = load.run(length, prepared).allGood(name);
        nanos += work.cpu().minus(before).toNanos();
        good += round.good();
        rounds.add(round);
        return round.perSecond();
    }

    long answered() {
        return good;
    }

    /// Spent by the server for each answer; other work on the machine is not in it.
    double cpuMicros() {
        return good == 0 ? 0 : nanos / 1e3 / good;
    }

    String latency() {
        var last = rounds.getLast().latencies();
        return "p50 %.1f ms, p99 %.1f ms".formatted(last.millis(0.5), last.millis(0.99));
    }

    @Override
    public void close() {
        load.close();
    }
}
