package io.holdfast.stack;

import io.holdfast.stack.process.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a part lives.
///
/// @param temporary the same directory if it goes with the part, null if it stays
record Home(Path directory, @Nullable Path temporary) {

    static Home of(@Nullable Path given, String name) throws IOException {
        if (given != null) {
            return new Home(Files.createDirectories(given).toAbsolutePath(), null);
        }
        var temporary = Directories.temporary(name);
        return new Home(temporary, temporary);
    }
}
