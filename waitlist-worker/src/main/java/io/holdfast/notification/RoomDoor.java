package io.holdfast.notification;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/// Where the two rooms are deployed apart, each answers for its own only.
public class RoomDoor {

    private static final List<String> OURS =
            List.of("/api/notifications", "/api/staff/notifications", "/notifications");

    private final Rooms rooms;

    RoomDoor(Rooms rooms) {
        this.rooms = rooms;
    }

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response check(ContainerRequestContext request) {
        var path = request.getUriInfo().getRequestUri().getPath();
        var ours = OURS.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
        return rooms.has(ours ? Rooms.NOTIFICATION : Rooms.WAITLIST)
                ? null
                : io.holdfast.web.ProblemResponses.of(NOT_FOUND.plain());
    }
}
