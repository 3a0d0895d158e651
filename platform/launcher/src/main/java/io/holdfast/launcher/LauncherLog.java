package io.holdfast.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/// What the gateway, the simulators and the libraries in this JVM have to say goes to a file, not to the terminal.
public final class LauncherLog {

    private LauncherLog() {}

    public static void to(Path logs) throws IOException {
        var root = Logger.getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        var file = new FileHandler(logs.resolve("launcher.log").toString(), 10_000_000, 1, false);
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
        root.setLevel(Level.WARNING);
    }
}
