package io.holdfast.launcher.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The halls `./holdfast up` sets up, by the name of their file.
public final class DemoHalls {

    private DemoHalls() {}

    /// @return file name and content
    static Map<String, String> files() {
        return Map.of(
                "theatre-1004.json", Theatre.drawing().json(),
                "arena-15000.json", Arena.drawing().json());
    }

    /// Writes the files anew.
    ///
    /// @param args the folder they are in, `src/main/resources/demo` of this module
    public static void main(String[] args) throws IOException {
        var folder = Path.of(args.length == 1 ? args[0] : "src/main/resources/demo");
        for (var file : files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
