package io.holdfast.simulators.gateway;

import io.holdfast.simulators.http.Answer;
import io.holdfast.simulators.http.Request;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What the HTTP APIs of gateways have in common: who may ask, what is done once for each key, how it is
/// refused and how a test makes them misbehave. A gateway adds its addresses and its words.
///
/// What lies below `/v1` is for servers, which show the secret; everything else is for customers.
public abstract class GatewayApi {

    /// How a gateway says what all of them have to say.
    ///
    /// @param longestKey most characters of an `Idempotency-Key`
    public record Words(int longestKey, Refused stranger, Refused nothingHere, Refused wrongKey, Refused keyReused) {}

    /// One request at an address of ours.
    ///
    /// @param names what stood where its route has a star
    public record Call(Request request, List<String> names, Asked asked) {

        public String name() {
            return names.getFirst();
        }
    }

    public interface Way {
        Answer go(Call call);
    }

    private record Route(String method, List<String> path, Way way) {

        private Optional<List<String>> names(Request request) {
            if (!method.equals(request.method())
                    || path.size() != request.path().size()) {
                return Optional.empty();
            }
            var names = new ArrayList<String>();
            for (var i = 0; i < path.size(); i++) {
                if (path.get(i).equals("*")) {
                    names.add(request.path().get(i));
                } else if (!path.get(i).equals(request.path().get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(names);
        }
    }

    protected final Faults faults;
    private final List<Route> routes = new ArrayList<>();
    private final Answers answers;
    private final byte[] authorization;
    private final Words words;

    /// @param authorization what servers show
    protected GatewayApi(Ground<?> ground, String authorization, Words words) {
        this.faults = ground.faults();
        this.answers = new Answers(words.keyReused());
        this.authorization = authorization.getBytes(StandardCharsets.UTF_8);
        this.words = words;
        on("PUT /v1/faults", call -> {
            faults.set(call.request().body());
            return Answer.json(200, "{}");
        });
        on("PUT /v1/webhook", call -> {
            var address = Json.object(call.request().body()).get("url");
            ground.webhooks().sendTo(address == null || address.isNull() ? null : URI.create(address.asText()));
            return Answer.json(200, "{}");
        });
    }

    protected static String basic(String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((secret + ":").getBytes(StandardCharsets.UTF_8));
    }

    /// @param route a method and a path, with a star for each name that is somebody's own; the first that fits
    /// counts
    protected final void on(String route, Way way) {
        var parts = route.split(" /");
        routes.add(new Route(parts[0], List.of(parts[1].split("/")), way));
    }

    /// Takes up the answers given before a restart: they follow from the books.
    protected abstract void remember();

    final Answer answer(Request request) {
        try {
            return lead(request);
        } catch (Refused refused) {
            return refusal(refused);
        }
    }

    private Answer lead(Request request) {
        var isForServers =
                !request.path().isEmpty() && request.path().getFirst().equals("v1");
        if (isForServers) {
            authorize(request);
        }
        for (var route : routes) {
            var names = route.names(request);
            if (names.isPresent()) {
                var call = new Call(request, names.get(), asked(request));
                return isForServers && request.method().equals("GET")
                        ? faults.onQuery(_ -> route.way().go(call))
                        : route.way().go(call);
            }
        }
        throw words.nothingHere();
    }

    /// Done once for each key. A refusal is an answer too, and the same key hears the same one.
    protected final Answer.Sent once(String operation, Call call, Function<Asked, Object> effect) {
        return answers.once(operation, call.asked(), () -> {
            try {
                return said(effect.apply(call.asked()));
            } catch (Refused refused) {
                return refusal(refused);
            }
        });
    }

    protected final void remember(String operation, Asked asked, Object view) {
        answers.remember(operation, asked, said(view));
    }

    protected static Answer.Sent said(Object view) {
        return Answer.json(200, Json.text(view));
    }

    /// A refusal in the gateway's own form.
    protected Answer.Sent refusal(Refused refused) {
        var body = new LinkedHashMap<String, Object>();
        body.put("code", refused.code());
        body.put("message", String.valueOf(refused.getMessage()));
        return Answer.json(refused.status(), Json.text(body));
    }

    private Asked asked(Request request) {
        var key = request.header("Idempotency-Key").orElse(null);
        if (key != null && (key.isBlank() || key.length() > words.longestKey())) {
            throw words.wrongKey();
        }
        return new Asked(key, String.join("/", request.path()) + " " + request.body());
    }

    private void authorize(Request request) {
        var shown = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(shown, authorization)) {
            throw words.stranger();
        }
    }
}
