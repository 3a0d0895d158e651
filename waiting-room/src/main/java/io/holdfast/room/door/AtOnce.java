package io.holdfast.room.door;

import io.holdfast.contracts.id.SaleId;
import io.holdfast.room.sale.Sales;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/// What everybody who waits asks for all the time, answered before anything else is done with the request: on the
/// event loop that has read it, from what this process knows, with no trace and no look at who asks.
///
/// Whatever cannot be answered so, because it needs Redis or does not exist, goes on to its resource, which gives
/// the same answers and has the last word.
@ApplicationScoped
public class AtOnce {

    /// Before authentication and everything else.
    private static final int FIRST = 10_000;

    private static final String START = "/api/sales/";
    private static final int SALE = 36;

    /// A room nobody has looked at for so long is looked at by somebody who asks.
    private static final Duration LOOKED_AT = Duration.ofMillis(500);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Sales sales;
    private final Rooms rooms;
    private final List<Offer> offers = new CopyOnWriteArrayList<>();
    private final AtomicLong passedOn = new AtomicLong(System.nanoTime());

    private record Offer(HttpMethod method, String end, BiPredicate<RoutingContext, Door> answer) {}

    AtOnce(Sales sales, Rooms rooms) {
        this.sales = sales;
        this.rooms = rooms;
    }

    /// Offers every GET of a path of a sale whose door this process knows.
    ///
    /// @param end of the path, behind the sale, e.g. `/serving`
    /// @param answer says whether it has answered
    public void offer(Filters filters, String end, BiPredicate<RoutingContext, Door> answer) {
        offer(filters, HttpMethod.GET, end, answer);
    }

    /// @param answer says whether it has answered, or will, or will pass it on later
    public void offer(Filters filters, HttpMethod method, String end, BiPredicate<RoutingContext, Door> answer) {
        if (offers.isEmpty()) {
            filters.register(this::answerOrPassOn, FIRST);
        }
        offers.add(new Offer(method, end, answer));
    }

    private void answerOrPassOn(RoutingContext context) {
        var method = context.request().method();
        var path = context.request().path();
        for (var offer : offers) {
            if (offer.method() == method) {
                var door = door(path, offer.end());
                if (door != null) {
                    if (!offer.answer().test(context, door)) {
                        context.next();
                    }
                    return;
                }
            }
        }
        context.next();
    }

    private @Nullable Door door(@Nullable String path, String end) {
        if (path == null
                || path.length() != START.length() + SALE + end.length()
                || !path.startsWith(START)
                || !path.endsWith(end)) {
            return null;
        }
        try {
            var sale = SaleId.fromString(path.substring(START.length(), START.length() + SALE));
            return sales.find(sale)
                    .flatMap(rooms::lastSeen)
                    .filter(door -> !shouldBeLookedAt(door))
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /// One request now and then goes on, and may wait for Redis; the others are told what was seen last.
    private boolean shouldBeLookedAt(Door door) {
        if (door.now().isBefore(door.room().at().plus(LOOKED_AT))) {
            return false;
        }
        var nanos = System.nanoTime();
        var last = passedOn.get();
        return nanos - last > BETWEEN_LOOKS.toNanos() && passedOn.compareAndSet(last, nanos);
    }
}
