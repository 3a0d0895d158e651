package io.holdfast.stack;

import io.holdfast.stack.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;

/// PostgreSQL refuses to run as root. This is how it runs all the same, for instance in a container.
///
/// @param words put before the command
/// @param owner who must own what the server writes; null when that is us
record Unprivileged(
        List<String> words,
        @org.jspecify.annotations.Nullable String owner) {

    private static final String NOBODY = "65534";

    static Unprivileged forDirectory(Path directory) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return new Unprivileged(List.of(), null);
        }
        // In a user namespace of its own the process is nobody and still owns our files.
        if (Commands.succeeds("unshare", "-U", "true")) {
            return new Unprivileged(List.of("unshare", "-U"), null);
        }
        if (Commands.succeeds("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true")) {
            var user = new Unprivileged(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"), NOBODY);
            user.mayRead(directory);
            if (!Commands.succeeds(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    "test",
                    "-w",
                    directory.toString())) {
                throw new IOException(
                        "PostgreSQL has to run as nobody here, who cannot reach %s; choose a data directory all of whose parents may be entered"
                                .formatted(directory));
            }
            return user;
        }
        throw new IOException("PostgreSQL does not run as root, and neither unshare nor setpriv can change the user;"
                + " please start as an ordinary user");
    }

    void mayRead(Path path) throws IOException {
        if (owner != null) {
            Files.setOwner(path, nobody(path));
        }
    }

    private UserPrincipal nobody(Path path) throws IOException {
        return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(String.valueOf(owner));
    }
}
