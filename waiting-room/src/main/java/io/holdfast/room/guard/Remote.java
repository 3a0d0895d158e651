package io.holdfast.room.guard;

import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.RequestScoped;
import java.net.InetAddress;
import java.util.Optional;

/// Where a request comes from, as the gateway says.
@RequestScoped
class Remote {

    private final Optional<InetAddress> address;

    Remote(HttpServerRequest request) {
        this.address = of(request);
    }

    static Optional<InetAddress> of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        return remote == null ? Optional.empty() : read(remote.host());
    }

    /// @return empty when it is no address; all such count as one
    Optional<InetAddress> address() {
        return address;
    }

    static Optional<InetAddress> read(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
