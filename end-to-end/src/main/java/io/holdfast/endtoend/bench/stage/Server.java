package io.holdfast.endtoend.bench.stage;

import io.holdfast.stack.process.Child;
import java.net.URI;
import java.time.Duration;

/// A process that answers HTTP.
public record Server(Child child, int port) {

    public URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// What it has computed since it started.
    public Duration cpu() {
        return Ground.cpu(child);
    }
}
