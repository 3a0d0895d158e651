package io.holdfast.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// JSON that is the same for everybody, ready to be sent: with a strong ETag, and compressed once for all who take it
/// compressed, if that pays.
public final class PublicDocument {

    /// What fits into one packet is not worth the work on both sides.
    private static final int WORTH_COMPRESSING = 1_200;

    private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");

    private final Buffer body;
    private final String version;
    private final CharSequence tag;
    private final CharSequence compressedTag;
    private final boolean mayBeCompressed;
    private volatile @Nullable Buffer compressed;

    private PublicDocument(byte[] json, String version, boolean mayBeCompressed) {
        this.body = Buffer.buffer(json);
        this.version = version;
        this.tag = HttpHeaders.createOptimized('"' + version + '"');
        this.compressedTag = HttpHeaders.createOptimized('"' + version + "-gzip\"");
        this.mayBeCompressed = mayBeCompressed && json.length > WORTH_COMPRESSING;
    }

    /// Named by its content, and sent as it is.
    public static PublicDocument of(byte[] json) {
        return new PublicDocument(json, hash(json), false);
    }

    /// @param version the same for the same content only
    public static PublicDocument compressible(byte[] json, String version) {
        return new PublicDocument(json, version, true);
    }

    public String version() {
        return version;
    }

    public Buffer body() {
        return body;
    }

    /// Answers on the event loop.
    ///
    /// @param kept how long others may keep it, as in `Cache-Control`
    public void answer(RoutingContext context, CharSequence kept) {
        var request = context.request().headers();
        var headers = context.response().headers();
        var smaller = mayBeCompressed && takesGzip(request.get(HttpHeaders.ACCEPT_ENCODING)) ? compressed() : body;
        var asItIs = smaller == body;
        headers.set(HttpHeaders.ETAG, asItIs ? tag : compressedTag);
        if (mayBeCompressed) {
            headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (isKnown(request.get(HttpHeaders.IF_NONE_MATCH))) {
            AnswerAtOnce.unchanged(context, kept);
            return;
        }
        if (mayBeCompressed) {
            headers.set(HttpHeaders.CONTENT_ENCODING, asItIs ? HttpHeaders.IDENTITY : GZIP);
        }
        AnswerAtOnce.json(context, smaller, kept);
    }

    /// The same for a resource that produces JSON.
    ///
    /// @param known the request's `If-None-Match`
    public Response answer(@Nullable String known, CharSequence kept) {
        var answer = isKnown(known) ? Response.notModified() : Response.ok(body.getBytes());
        return answer.header("ETag", tag.toString())
                .header("Cache-Control", kept.toString())
                .build();
    }

    /// Compressed or not, weakened by a proxy or not: it is the same content.
    private boolean isKnown(@Nullable String known) {
        if (known == null) {
            return false;
        }
        var at = known.indexOf(version);
        if (at > 0 && known.charAt(at - 1) == '"') {
            var rest = at + version.length();
            return known.startsWith("\"", rest) || known.startsWith("-gzip\"", rest);
        }
        return known.strip().equals("*");
    }

    private static boolean takesGzip(@Nullable String accepted) {
        return accepted != null && accepted.contains("gzip") && !accepted.contains("gzip;q=0");
    }

    private Buffer compressed() {
        var known = compressed;
        if (known == null) {
            var smaller = gzip(body.getBytes());
            known = smaller.length < body.length() * 9 / 10 ? Buffer.buffer(smaller) : body;
            compressed = known;
        }
        return known;
    }

    private static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream(plain.length);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String hash(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
