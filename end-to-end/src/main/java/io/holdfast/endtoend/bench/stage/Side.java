package io.holdfast.endtoend.bench.stage;

import io.holdfast.endtoend.bench.load.Load;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.load.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// One of two sides that are compared: a server, the connections to it, and what is sent there.
public final class Side implements AutoCloseable {

    /// Whose processor time counts.
    public interface Work {
        Duration cpu();
    }

    private final String name;
    private final Load load;
    private final Supplier<Requests> requests;
    private final Work work;
    private final List<Round> rounds = new ArrayList<>();
    private long nanos;
    private long good;
    private int status = 200;

    /// @param requests for the next round
    public Side(String name, int port, int connections, Supplier<Requests> requests, Work work) {
        this.name = name;
        this.load = new Load(port, connections);
        this.requests = requests;
        this.work = work;
    }

    /// Only answers with this status are good; without it all from 200 to 299 are.
    public Side answering(int wanted) {
        status = wanted;
        return this;
    }

    private Round run(Duration length, Requests prepared) {
        var round = load.run(length, prepared);
        return status == 200 ? round : round.wanting(status);
    }

    /// Rounds that do not count, until a compiler has seen enough: that is a matter of answers, and takes longer
    /// where others use the machine too.
    public void warmUp(long answers, Duration round, Duration longest) {
        var end = System.nanoTime() + longest.toNanos();
        for (var seen = 0L; seen < answers && System.nanoTime() < end; ) {
            // The first of all may take longer than a round.
            seen += run(round, requests.get()).noneBad(name).good();
        }
    }

    /// @return good answers per second
    public double round(Duration length) {
        var prepared = requests.get();
        var before = work.cpu();
        var round = run(length, prepared).allGood(name);
        nanos += work.cpu().minus(before).toNanos();
        good += round.good();
        rounds.add(round);
        return round.perSecond();
    }

    public long answered() {
        return good;
    }

    /// Spent by the server for each answer; other work on the machine is not in it.
    public double cpuMicros() {
        return good == 0 ? 0 : nanos / 1e3 / good;
    }

    /// Milliseconds, for each round.
    public List<Double> p99() {
        return rounds.stream().map(round -> round.latencies().millis(0.99)).toList();
    }

    public String latency() {
        var last = rounds.getLast().latencies();
        return "p50 %.1f ms, p99 %.1f ms".formatted(last.millis(0.5), last.millis(0.99));
    }

    @Override
    public void close() {
        load.close();
    }
}
