package io.holdfast.endtoend.bench.room;

import com.fasterxml.jackson.databind.JsonNode;
import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.event.SalesEvent.SaleScheduled;
import io.holdfast.contracts.id.PerformanceId;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.endtoend.bench.BenchOptions;
import io.holdfast.endtoend.bench.Machine;
import io.holdfast.endtoend.bench.stage.Ground;
import io.holdfast.endtoend.bench.stage.Server;
import io.holdfast.launcher.house.Service;
import io.holdfast.stack.Kafka;
import io.holdfast.stack.Redis;
import io.holdfast.stack.test.Facts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What is measured, and the parts it needs: a Redis that forgets, a Kafka, waiting-room as `./holdfast up` runs it,
/// and the baseline with the same Java, the same heap and the same cores.
final class Stage extends Ground {

    /// So long before now such sales have opened.
    private static final Duration OPEN_SINCE = Duration.ofMinutes(1);

    private final Redis redis;
    private final Kafka kafka;
    private final Facts facts;
    private final RedisLine line;
    private final List<Server> rooms = new ArrayList<>();

    private Stage(BenchOptions options, Machine machine, Path repository) throws IOException {
        super(options, machine, repository);
        try {
            redis = closing(Redis.start(Redis.Setup.temporary()));
            kafka = closing(Kafka.start(Kafka.Setup.temporary()));
            kafka.topics("");
            facts = closing(new Facts(kafka.bootstrapServers(), ""));
            line = closing(new RedisLine(redis.port()));
            machine.moveToServers(redis.process().pid());
            machine.moveToServers(kafka.process().pid());
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// The waiting room is ready when this returns.
    static Stage open(BenchOptions options, Machine machine, Path repository) throws IOException {
        var stage = new Stage(options, machine, repository);
        try {
            stage.startRooms(1);
            machine.moveSelfToLoad();
            return stage;
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    /// So many more waiting rooms beside those that run.
    List<Server> startRooms(int count) throws IOException {
        var starting = new ArrayList<Starting>();
        for (var i = 0; i < count; i++) {
            starting.add(startRoom(kafka.bootstrapServers()));
        }
        for (var one : starting) {
            awaitOk(one.server(), one.ready());
            rooms.add(one.server());
        }
        return starting.stream().map(Starting::server).toList();
    }

    /// The waiting room that was started first.
    Server room() {
        return rooms.getFirst();
    }

    Server startBaseline() throws IOException {
        return startBaseline(Service.WAITING_ROOM);
    }

    @Override
    protected String redisUrl() {
        return redis.url();
    }

    @Override
    public void kill(Server server) {
        rooms.remove(server);
        super.kill(server);
    }

    @Override
    public void stop(Server server) {
        rooms.remove(server);
        super.stop(server);
    }

    /// A sale that has been open for a minute, known to all waiting rooms.
    SaleId openSale(AdmissionSettings admission) {
        var sale = SaleId.next();
        announce(sale, Instant.now().minus(OPEN_SINCE), admission);
        return sale;
    }

    /// Tells all waiting rooms of a sale whose lobby is open; they know it when this returns.
    void announce(SaleId sale, Instant opensAt, AdmissionSettings admission) {
        facts.tell(new SaleScheduled(
                sale,
                "Hamlet",
                List.of(PerformanceId.next()),
                opensAt.minus(Crowd.LOBBY),
                opensAt,
                opensAt.plus(Crowd.LASTS),
                admission));
        for (var room : rooms) {
            await("the waiting room to hear of a sale", () -> {
                try {
                    return send(HttpRequest.newBuilder(room.at(serving(sale)))).statusCode() == 200;
                } catch (IOException e) {
                    throw new IllegalStateException("the waiting room does not answer", e);
                }
            });
        }
    }

    static String serving(SaleId sale) {
        return "/api/sales/" + sale + "/serving";
    }

    static String places(SaleId sale) {
        return "/api/sales/" + sale + "/places";
    }

    /// The public document of a sale.
    JsonNode serving(Server server, SaleId sale) throws IOException {
        return json(send(HttpRequest.newBuilder(server.at(serving(sale)))));
    }

    /// The same through whoever listens at that address.
    JsonNode get(URI address) throws IOException {
        return json(send(HttpRequest.newBuilder(address)));
    }

    /// Joins as somebody new.
    JsonNode join(URI places) throws IOException {
        return json(send(HttpRequest.newBuilder(places)
                .header("Cookie", cookies(1).getFirst())
                .POST(HttpRequest.BodyPublishers.noBody())));
    }

    JsonNode mine(URI mine, String place) throws IOException {
        return json(send(HttpRequest.newBuilder(mine).header("Holdfast-Place", place)));
    }

    RedisLine redis() {
        return line;
    }

    Duration redisCpu() {
        return cpu(redis.process());
    }
}
