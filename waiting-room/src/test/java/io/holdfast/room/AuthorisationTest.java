package io.holdfast.room;

import io.holdfast.contracts.event.SalesEvent.AdmissionSettings;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.contracts.pass.AdmissionPass;
import io.holdfast.stack.test.EverybodyAsks;
import io.holdfast.stack.test.Request;
import io.holdfast.stack.test.SignedIn;
import io.holdfast.stack.test.StackTestResource;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Of a sale of Olga's in which it is Ann's turn.
@QuarkusTest
@WithTestResource(
        value = StackTestResource.class,
        initArgs = {@ResourceArg(name = "redis", value = "true"), @ResourceArg(name = "kafka", value = "true")})
class AuthorisationTest extends EverybodyAsks {

    private static final Duration LONG = Duration.ofMinutes(10);

    /// What moves by itself: a room's own time, and what is on its way to Kafka.
    private static final Set<String> RESTLESS = Set.of("tokens", "refilled", "credit");

    private static final List<String> UNDER_WAY = List.of(":told", ":told-by");

    @Inject
    RedisDataSource redis;

    private SaleId sale;
    private @Nullable Fan ann;

    AuthorisationTest() {
        super("waiting-room");
    }

    @Override
    protected Request properly(String operation) {
        if (ann == null) {
            sale = SalesTopic.open(new AdmissionSettings(100, 100, 1000, LONG, LONG));
            ann = Fan.calledTo(sale);
        }
        var request = Request.of(operation.replace("/{original}", "")).in("sale", sale.toString());
        if (operation.contains(" /api/staff/")) {
            return withBody(request, operation).header(SignedIn.HEADER, OLGA);
        }
        if (operation.contains("/passes/verification")) {
            return request.header(
                    AdmissionPass.HEADER,
                    ann.claims().then().statusCode(201).extract().path("pass"));
        }
        if (operation.endsWith("/places/me/notice")) {
            return request.header("Cookie", member()).header("Holdfast-Place", ann.place());
        }
        return request.header("Holdfast-Place", ann.place());
    }

    private static Request withBody(Request request, String operation) {
        return switch (operation) {
            case "POST /api/staff/sales" ->
                request.json(
                        """
                    {"title": "A download", "opensAt": "%s", "closesAt": "%s",
                     "ratePerSecond": 1, "burst": 1, "activeCap": 1}
                    """.formatted(Instant.now().plus(LONG), Instant.now().plus(LONG.multipliedBy(2))));
            case "POST /api/staff/sales/{sale}/pause", "POST /api/staff/sales/{sale}/close" ->
                request.json("{\"reason\": \"The show is off.\"}");
            case "PUT /api/staff/sales/{sale}/admission" ->
                request.json("{\"ratePerSecond\": 50, \"burst\": 20, \"activeCap\": 30}");
            case "POST /api/staff/sales/{sale}/invitations" -> request.json("{\"count\": 1}");
            case "POST /api/staff/sales/{sale}/revocations" -> request.json("{\"number\": 1}");
            default -> request;
        };
    }

    /// Work is asked of everybody.
    @Override
    protected boolean isRefused(HttpResponse<String> answer) {
        return super.isRefused(answer) && !answer.body().contains("urn:holdfast:problem:proof-required");
    }

    /// The room of the sale, and which others there are.
    @Override
    protected Map<String, String> content() {
        var ours = SalesTopic.config("holdfast.redis.prefix") + "wr:{";
        var content = new TreeMap<String, String>();
        for (var key : redis.key().keys(ours + "*")) {
            if (!key.startsWith(ours + sale)) {
                content.put(key.substring(0, key.indexOf('}')), "another");
            } else if (key.endsWith(":room")) {
                var room = new TreeMap<>(redis.hash(String.class).hgetall(key));
                room.keySet().removeAll(RESTLESS);
                content.put(key, room.toString());
            } else if (UNDER_WAY.stream().noneMatch(key::endsWith)) {
                content.put(key, String.valueOf(redis.execute("DUMP", key)));
            }
        }
        return content;
    }

    @Override
    protected void movesOn() {
        ann = null;
    }
}
