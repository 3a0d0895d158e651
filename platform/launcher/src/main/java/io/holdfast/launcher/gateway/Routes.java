package io.holdfast.launcher.gateway;

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which service answers which path; the first match wins. The chart's ingress says the same.
public final class Routes<S> {

    private record Route<S>(Predicate<String> path, S service) {}

    private static final Pattern JOINING_A_WAITLIST = Pattern.compile("/api/performances/[^/]+/waitlist");

    private final List<Route<S>> routes;

    private Routes(List<Route<S>> routes) {
        this.routes = routes;
    }

    /// @param named gives the service of that name
    public static <S> Routes<S> to(Function<String, S> named) {
        var waitingRoom = named.apply("waiting-room");
        var waitlist = named.apply("waitlist-worker");
        var refund = named.apply("refund-worker");
        return new Routes<>(List.of(
                new Route<>(below("/api/sales"), waitingRoom),
                new Route<>(below("/api/staff/sales"), waitingRoom),
                new Route<>(below("/wait"), waitingRoom),
                // What works and what does not is told by who needs neither database nor ticketing-api.
                new Route<>(at("/status"), waitingRoom),
                new Route<>(at("/api/status"), waitingRoom),
                new Route<>("/.well-known/jwks.json"::equals, waitingRoom),
                new Route<>(JOINING_A_WAITLIST.asMatchPredicate(), waitlist),
                new Route<>(at("/api/waitlist"), waitlist),
                new Route<>(at("/api/organiser/waitlists"), waitlist),
                new Route<>(at("/api/notifications"), waitlist),
                new Route<>(at("/api/staff/notifications"), waitlist),
                new Route<>(at("/api/staff/dead-letters/waitlist-worker"), waitlist),
                new Route<>(at("/notifications"), waitlist),
                new Route<>(at("/api/staff/refunds"), refund),
                new Route<>(at("/api/staff/dead-letters/refund-worker"), refund),
                new Route<>(_ -> true, named.apply("ticketing-api"))));
    }

    public S of(String path) {
        return routes.stream()
                .filter(route -> route.path().test(path))
                .findFirst()
                .orElseThrow()
                .service();
    }

    private static Predicate<String> at(String prefix) {
        return below(prefix).or(prefix::equals);
    }

    private static Predicate<String> below(String prefix) {
        return path -> path.startsWith(prefix + "/");
    }
}
