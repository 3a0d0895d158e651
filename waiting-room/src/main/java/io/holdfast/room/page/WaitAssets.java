package io.holdfast.room.page;

import static io.holdfast.contracts.problem.ProblemType.NOT_FOUND;

import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// The pages' style and scripts, compressed once when the process starts instead of for each visitor, under
/// an address that changes with their content, so that browsers and caches keep them for good.
@Path("/wait/assets/{version}/{file}")
@Singleton
public class WaitAssets {

    private static final List<String> FILES = List.of(
            "wait.css",
            "status.css",
            "status.js",
            "wait.js",
            "draw.js",
            "words-ko.js",
            "words-en.js",
            "timer.js",
            "proof.js",
            "draw-page.js",
            "draw-list.js");

    private final Map<String, Asset> assets = new TreeMap<>();
    private final String version;

    private record Asset(String type, byte[] plain, byte[] zipped) {}

    WaitAssets() {
        var all = sha256();
        for (var file : FILES) {
            var plain = read(file);
            if (plain != null) {
                all.update(plain);
                var type = file.endsWith(".css") ? "text/css" : "text/javascript";
                assets.put(file, new Asset(type + ";charset=UTF-8", plain, zipped(plain)));
            }
        }
        version = HexFormat.of().formatHex(all.digest(), 0, 6);
    }

    /// Where the assets of this version are.
    String base() {
        return "/wait/assets/" + version;
    }

    /// While a new version is being rolled out a page may ask another process for its assets: it gets what
    /// there is, and nobody keeps it.
    @GET
    @NonBlocking
    public Response asset(
            @PathParam("version") String asked,
            @PathParam("file") String file,
            @HeaderParam(HttpHeaders.ACCEPT_ENCODING) @Nullable String encodings) {
        var asset = assets.get(file);
        if (asset == null) {
            throw NOT_FOUND.plain().asException();
        }
        var zipped = encodings != null && encodings.contains("gzip");
        var answer = Response.ok(zipped ? asset.zipped() : asset.plain(), asset.type())
                .header("Vary", "Accept-Encoding")
                .header("Cache-Control", asked.equals(version) ? "public, max-age=31536000, immutable" : "no-store");
        return (zipped ? answer.header("Content-Encoding", "gzip") : answer).build();
    }

    private static byte @Nullable [] read(String file) {
        try (var in = WaitAssets.class.getResourceAsStream("/META-INF/resources/wait/assets/" + file)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] zipped(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            zip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
