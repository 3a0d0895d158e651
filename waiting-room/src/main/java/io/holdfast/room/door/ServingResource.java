package io.holdfast.room.door;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sales;
import io.holdfast.web.PublicDocument;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
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

    private static final CharSequence CACHED = HttpHeaders.createOptimized("public, max-age=1");

    private final Sales sales;
    private final Rooms rooms;
    private final ObjectMapper json;
    private final AtOnce atOnce;
    private final Map<SaleId, Document> documents = new ConcurrentHashMap<>();

    /// @param reason why the door is as it is; null: nothing to say
    /// @param message what the staff says, while the sale is paused or closed by them
    /// @param notice what the organiser says to everybody who waits
    /// @param takesJoins whether somebody new may join
    /// @param serving the highest number called so far
    /// @param limitedBy what keeps the pace down; null: nothing, or nobody waits
    /// @param pace how fast numbers are passed; null: nobody can tell
    /// @param drawn how many lobby tickets were in the draw; null before the opening
    /// @param near from so many people ahead on, ask for yourself
    /// @param polls when asking again is worth it, by how many people are ahead; the last that fits counts
    /// @param nextPollSeconds the same for whoever does not know how many are ahead
    @RegisterForReflection // behind a Response, where Quarkus does not look
    public record Serving(
            SaleId sale,
            String title,
            SaleState state,
            Door.@Nullable Reason reason,
            @Nullable String message,
            @Nullable String notice,
            boolean takesJoins,
            boolean accountsOnly,
            Instant lobbyOpensAt,
            Instant opensAt,
            Instant closesAt,
            Instant serverTime,
            long epoch,
            long serving,
            long waiting,
            double ratePerSecond,
            Room.@Nullable Limit limitedBy,
            Door.@Nullable Pace pace,
            @Nullable Long drawn,
            int near,
            List<Door.Poll> polls,
            int nextPollSeconds) {}

    private record Document(Room room, Instant told, PublicDocument json) {}

    ServingResource(Sales sales, Rooms rooms, ObjectMapper json, AtOnce atOnce) {
        this.sales = sales;
        this.rooms = rooms;
        this.json = json;
        this.atOnce = atOnce;
    }

    void answerFirst(@Observes Filters filters) {
        atOnce.offer(filters, "/serving", this::answer);
    }

    private boolean answer(RoutingContext context, Door door) {
        document(door).json().answer(context, CACHED);
        return true;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response serving(@PathParam("sale") SaleId sale, @HeaderParam("If-None-Match") @Nullable String known) {
        return document(rooms.door(sales.get(sale))).json().answer(known, CACHED);
    }

    private Document document(Door door) {
        var last = documents.get(door.sale().id());
        if (last != null
                && last.room() == door.room()
                && door.now().isBefore(last.told().plus(RENEWED))) {
            return last;
        }
        var document = new Document(door.room(), door.now(), PublicDocument.of(body(door)));
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
                    door.reason(),
                    door.message(),
                    sale.notice(),
                    door.takesJoins(),
                    sale.accountsOnly(),
                    room.told().lobbyOpensAt(),
                    room.told().opensAt(),
                    room.told().closesAt(),
                    door.now().truncatedTo(ChronoUnit.MILLIS),
                    room.epoch(),
                    room.serving(),
                    room.waiting(),
                    room.ratePerSecond(),
                    room.limit(),
                    door.pace().orElse(null),
                    room.drawn().isEmpty() ? null : Long.valueOf(room.drawn().getAsLong()),
                    Door.NEAR,
                    door.polls(),
                    door.nextPollSeconds()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
