package io.holdfast.endtoend.bench.room;

import io.holdfast.contracts.id.CustomerId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.Bench;
import io.holdfast.endtoend.bench.Figure;
import io.holdfast.endtoend.bench.Goal;
import io.holdfast.endtoend.bench.load.Pairs;
import io.holdfast.endtoend.bench.load.Requests;
import io.holdfast.endtoend.bench.stage.Side;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Figure 2: joining, as members who have not been here before, against one EVALSHA for each request.
final class Joining implements Bench.Chapter {

    /// More than any round can use.
    private static final int MOST_PER_SECOND = 40_000;

    private final Stage stage;
    private final Duration length;
    private final int warmUp;
    private final int pairs;

    Joining(Stage stage) {
        this.stage = stage;
        this.length = Duration.ofMillis(stage.options().fullOrShort(2_500, 1_000));
        this.warmUp = stage.options().fullOrShort(100_000, 30_000);
        this.pairs = stage.options().fullOrShort(9, 4);
    }

    @Override
    public int number() {
        return 2;
    }

    @Override
    public String title() {
        return "Joining";
    }

    @Override
    public List<Figure> measure() throws IOException {
        var baseline = stage.startBaseline();
        var room = stage.room();
        var sale = stage.openSale(Looking.STANDING);
        var most = (int) (MOST_PER_SECOND * length.toMillis() / 1_000);
        try (var ours = new Side(
                        "joining", room.port(), Looking.CONNECTIONS, () -> joins(stage, sale, most), () -> room.cpu()
                                .plus(stage.redisCpu()));
                var theirs = new Side(
                        "the baseline's EVALSHA",
                        baseline.port(),
                        Looking.CONNECTIONS,
                        () -> evalshas(most),
                        () -> baseline.cpu().plus(stage.redisCpu()))) {
            ours.warmUp(warmUp, length, Looking.LONGEST_WARM_UP);
            theirs.warmUp(warmUp, length, Looking.LONGEST_WARM_UP);
            var measured = Pairs.measure(pairs, () -> ours.round(length), () -> theirs.round(length));
            return List.of(Figure.compared(
                    "2",
                    "join",
                    "joins/s",
                    measured,
                    Goal.ratioAtLeast(1.5),
                    "Redis' share included. " + Looking.cpu(ours, theirs)));
        } finally {
            stage.stop(baseline);
            stage.redis().call("DEL", "baseline:count", "baseline:members");
        }
    }

    /// So many members, each once, as the wait page lets them join: there is nothing to say but who they are.
    static Requests joins(Stage stage, SaleId sale, int count) {
        return Requests.distinct(
                "POST " + Stage.places(sale)
                        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
                        + "Content-Length: 0\r\nCookie: ",
                stage.cookies(count),
                "\r\n\r\n");
    }

    private static Requests evalshas(int count) {
        return Requests.distinct(
                "POST /evalsha HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\nContent-Length: 0\r\nSubject: ",
                Stream.generate(() -> "a:" + CustomerId.next()).limit(count).toList(),
                "\r\n\r\n");
    }
}
