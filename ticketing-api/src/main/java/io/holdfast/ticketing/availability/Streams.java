package io.holdfast.ticketing.availability;

import io.holdfast.contracts.account.Browser;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How many streams are open, and by whom: one visitor leaves room for the others.
@ApplicationScoped
class Streams {

    private final LiveConfig config;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    Streams(LiveConfig config) {
        this.config = config;
    }

    /// A stream's share of what there is room for, to be given back once.
    final class Share {

        private final List<String> names;
        private boolean returned;

        private Share(List<String> names) {
            this.names = names;
        }

        synchronized void giveBack() {
            if (!returned) {
                returned = true;
                names.forEach(Streams.this::less);
            }
        }
    }

    /// @return empty if there are too many already
    Optional<Share> take(HttpServerRequest request) {
        var taken = new ArrayList<String>(3);
        var share = new Share(taken);
        var address = request.remoteAddress() == null
                ? "?"
                : String.valueOf(request.remoteAddress().hostAddress());
        var cookie = request.getCookie(Browser.COOKIE);
        if (more("all", config.mostListeners(), taken)
                && more("address " + address, config.mostPerAddress(), taken)
                && (cookie == null
                        || !Browser.isSecret(cookie.getValue())
                        || more("browser " + cookie.getValue(), config.mostPerBrowser(), taken))) {
            return Optional.of(share);
        }
        share.giveBack();
        return Optional.empty();
    }

    private boolean more(String name, int most, List<String> taken) {
        if (open.merge(name, 1, Integer::sum) <= most) {
            taken.add(name);
            return true;
        }
        less(name);
        return false;
    }

    private void less(String name) {
        open.computeIfPresent(name, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
