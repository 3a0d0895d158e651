package io.holdfast.endtoend.bench.room;

import io.holdfast.stack.process.Child;
import java.net.URI;
import java.time.Duration;

/// A process that answers HTTP.
record Server(Child child, int port) {

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// What it has computed since it started.
    Duration cpu() {
        return Stage.cpu(child);
    }
}
