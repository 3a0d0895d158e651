package io.holdfast.endtoend.bench.room;

import io.holdfast.stack.process.Child;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What a Java process holds on to.
final class Heap {

    private static final Pattern TOTAL = Pattern.compile("^Total\\s+\\d+\\s+(\\d+)", Pattern.MULTILINE);

    private Heap() {}

    /// Bytes of all objects that can still be reached; it collects first.
    static long liveBytes(Child child) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asked = new ProcessBuilder(jcmd, String.valueOf(child.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        var said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var total = TOTAL.matcher(said);
        if (!total.find()) {
            throw new IOException("jcmd does not say what the process holds");
        }
        return Long.parseLong(total.group(1));
    }
}
