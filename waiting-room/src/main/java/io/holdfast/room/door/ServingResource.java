package io.holdfast.room.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sales;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// "Now serving": one small public document per sale, the same for everybody, so that any cache in front of us
/// can answer for us.
@Path("/api/sales/{sale}/serving")
@RunOnVirtualThread
public class ServingResource {

    /// A document older than this is told anew even if nothing has changed, for the sake of its `serverTime`.
    private static final Duration RENEWED = Duration.ofSeconds(1);

    private final Sales sales;
    private final Rooms rooms;
    private final ObjectMapper json;
    private final Map<SaleId, Document> documents = new ConcurrentHashMap<>();

    /// @param serving the highest number called so far
    /// @param message why nobody is called, while the sale is paused
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record Serving(
            SaleId sale,
            String title,
            SaleState state,
            Instant opensAt,
            Instant lobbyOpensAt,
            Instant closesAt,
            Instant serverTime,
            long serving,
            long epoch,
            long waiting,
            double ratePerSecond,
            @Nullable String message,
            int nextPollSeconds) {}

    private record Document(Room room, Instant told, byte[] body, EntityTag tag) {}

    ServingResource(Sales sales, Rooms rooms, ObjectMapper json) {
        this.sales = sales;
        this.rooms = rooms;
        this.json = json;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response serving(@PathParam("sale") SaleId sale, @Context Request request) {
        var document = document(rooms.door(sales.get(sale)));
        var unchanged = request.evaluatePreconditions(document.tag());
        var answer = unchanged == null ? Response.ok(document.body()) : unchanged;
        return answer.tag(document.tag())
                .header("Cache-Control", "public, max-age=1")
                .build();
    }

    private Document document(Door door) {
        var last = documents.get(door.sale().id());
        if (last != null
                && last.room() == door.room()
                && door.now().isBefore(last.told().plus(RENEWED))) {
            return last;
        }
        var body = body(door);
        var document = new Document(door.room(), door.now(), body, new EntityTag(hash(body)));
        documents.put(door.sale().id(), document);
        return document;
    }

    private byte[] body(Door door) {
        var sale = door.sale();
        var room = door.room();
        try {
            return json.writeValueAsBytes(new Serving(
                    sale.id(),
                    sale.title(),
                    door.state(),
                    sale.opensAt(),
                    sale.lobbyOpensAt(),
                    sale.closesAt(),
                    door.now().truncatedTo(ChronoUnit.MILLIS),
                    room.serving(),
                    room.epoch(),
                    room.waiting(),
                    room.ratePerSecond(),
                    room.paused(),
                    door.nextPollSeconds()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
