package io.holdfast.ticketing.availability;

import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A browser that follows the seats of a performance as the seat map does.
final class Follower implements AutoCloseable {

    record Told(String id, String event, JsonPath data) {}

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final HttpResponse<Stream<String>> answer;
    private volatile String states = "";
    private volatile boolean over;

    private Follower(URI address, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
        headers.forEach(request::header);
        try {
            answer = http.send(request.build(), BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (answer.statusCode() == 200) {
            Thread.startVirtualThread(this::follow);
        }
    }

    static Follower of(URI house, String performance) {
        return of(house, performance, "", Map.of());
    }

    static Follower since(URI house, String performance, String version) {
        return of(house, performance, "", Map.of("Last-Event-ID", version));
    }

    static Follower of(URI house, String performance, String query, Map<String, String> headers) {
        return new Follower(house.resolve("/api/performances/" + performance + "/seats/changes" + query), headers);
    }

    private void follow() {
        var lines = answer.body().iterator();
        var id = "";
        var event = "";
        try {
            while (lines.hasNext()) {
                var line = lines.next();
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    event = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    var data = JsonPath.from(line.substring(6));
                    if (event.equals("alive")) {
                        continue;
                    }
                    apply(event, data);
                    told.add(new Told(id, event, data));
                }
            }
        } catch (RuntimeException _) {
            // We or they have hung up.
        }
        over = true;
    }

    private void apply(String event, JsonPath data) {
        if (event.equals("seats")) {
            states = letters(data);
            return;
        }
        var letters = new StringBuilder(states);
        Map.of("free", 'A', "held", 'H', "sold", 'S', "blocked", 'B').forEach((name, letter) -> {
            List<Integer> ordinals = data.getList(name);
            if (ordinals != null && !states.isEmpty()) {
                ordinals.forEach(ordinal -> letters.setCharAt(ordinal, letter));
            }
        });
        states = letters.toString();
    }

    /// One letter for each seat of a snapshot: `A` free, `H` held, `S` sold, `B` blocked.
    static String letters(JsonPath snapshot) {
        var packed = Base64.getDecoder().decode(snapshot.getString("states"));
        var seats = snapshot.getInt("seats");
        var letters = new StringBuilder(seats);
        for (var i = 0; i < seats; i++) {
            letters.append("AHSB".charAt(packed[i >> 2] >> ((i & 3) << 1) & 3));
        }
        return letters.toString();
    }

    int status() {
        return answer.statusCode();
    }

    String header(String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    List<Told> told() {
        return told;
    }

    String states() {
        return states;
    }

    boolean over() {
        return over;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
