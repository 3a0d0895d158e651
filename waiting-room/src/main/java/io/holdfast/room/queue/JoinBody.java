package io.holdfast.room.queue;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jspecify.annotations.Nullable;

/// Reads what a join says, which is little or nothing, before the resource is asked. The resource would read it in a
/// thread of its own and wait for the event loop to hand it over, which takes longer than all the rest of a join.
@ApplicationScoped
class JoinBody {

    /// Behind what is answered at once, before everything else.
    private static final int EARLY = 9_000;

    private static final int LONGEST = 4096;

    void readFirst(@Observes Filters filters) {
        filters.register(JoinBody::read, EARLY);
    }

    private static void read(RoutingContext context) {
        var request = context.request();
        var path = request.path();
        var length = request.method() == HttpMethod.POST
                        && path != null
                        && path.endsWith("/places")
                        && request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null
                ? length(request.getHeader(HttpHeaders.CONTENT_LENGTH))
                : -1;
        if (length < 0 || length > LONGEST) {
            context.next();
        } else if (length == 0) {
            goOn(context, Buffer.buffer());
        } else {
            // Whoever hangs up in the middle gets no answer.
            request.body().onSuccess(body -> goOn(context, body)).onFailure(_ -> request.connection()
                    .close());
            // Quarkus lets no byte through before somebody asks for it.
            request.resume();
        }
    }

    private static void goOn(RoutingContext context, Buffer body) {
        ((RoutingContextInternal) context).setBody(body);
        context.next();
    }

    /// @return -1 when it is not a small number
    private static int length(@Nullable String header) {
        if (header == null) {
            return 0;
        }
        try {
            return header.length() > 5 ? -1 : Integer.parseInt(header);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
