package io.holdfast.endtoend.prove.defect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Base64;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/// Changes texts in a class while it is being loaded, as an agent of the JVM that loads it. There it stands alone: it
/// uses nothing but the JDK.
///
/// The texts of a class are entries of its constant pool, and nothing else in it depends on how long they are.
public final class Patch implements ClassFileTransformer {

    /// One text in one class.
    ///
    /// @param type the class, with dots
    /// @param from a part of a text in it
    public record Text(String type, String from, String to) {}

    private final List<Text> texts;
    private final Path done;

    private Patch(List<Text> texts, Path done) {
        this.texts = texts;
        this.done = done;
    }

    /// @param file as [#write] has written it; beside it is noted what has been changed
    public static void premain(String file, Instrumentation jvm) throws IOException {
        var texts = Files.readAllLines(Path.of(file)).stream()
                .map(line -> line.split(" "))
                .map(words -> new Text(words[0], decoded(words[1]), words.length > 2 ? decoded(words[2]) : ""))
                .toList();
        jvm.addTransformer(new Patch(texts, done(Path.of(file))));
    }

    static void write(Path file, List<Text> texts) throws IOException {
        Files.deleteIfExists(done(file));
        Files.write(
                file,
                texts.stream()
                        .map(text -> text.type() + " " + encoded(text.from()) + " " + encoded(text.to()))
                        .toList());
    }

    /// How many texts have been changed.
    static long changed(Path file) throws IOException {
        return Files.exists(done(file))
                ? Files.readAllLines(done(file)).stream().distinct().count()
                : 0;
    }

    private static Path done(Path file) {
        return Path.of(file + ".done");
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    /// A jar with this class that a JVM takes as an agent.
    static void jar(Path file) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Patch.class.getName());
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (var type : List.of(Patch.class, Text.class)) {
                var name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (var in = type.getResourceAsStream("/" + name)) {
                    if (in == null) {
                        throw new IOException(name + " cannot be found");
                    }
                    in.transferTo(jar);
                }
                jar.closeEntry();
            }
        }
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String name,
            @Nullable Class<?> before,
            @Nullable ProtectionDomain domain,
            byte[] code) {
        var wanted = texts.stream()
                .filter(text -> name != null && text.type().replace('.', '/').equals(name))
                .toList();
        try {
            return wanted.isEmpty() ? null : changed(code, wanted);
        } catch (IOException e) {
            // Whoever planted it looks whether it has been.
            return null;
        }
    }

    /// The class with other texts.
    byte[] changed(byte[] code, List<Text> wanted) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(code));
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(in.readInt());
        out.writeInt(in.readInt());
        var count = in.readUnsignedShort();
        out.writeShort(count);
        for (var index = 1; index < count; index++) {
            var tag = in.readUnsignedByte();
            out.writeByte(tag);
            if (tag == 1) {
                out.writeUTF(changed(in.readUTF(), wanted));
            } else {
                out.write(in.readNBytes(lengthOf(tag)));
                if (tag == 5 || tag == 6) {
                    index++; // They count twice (JVMS 4.4.5).
                }
            }
        }
        in.transferTo(out);
        return bytes.toByteArray();
    }

    private String changed(String text, List<Text> wanted) throws IOException {
        var now = text;
        for (var one : wanted) {
            if (now.contains(one.from())) {
                now = now.replace(one.from(), one.to());
                Files.writeString(
                        done,
                        encoded(one.type() + one.from()) + "\n",
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.APPEND);
            }
        }
        return now;
    }

    /// Of an entry without its tag (JVMS 4.4).
    private static int lengthOf(int tag) {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2;
            case 15 -> 3;
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4;
            case 5, 6 -> 8;
            default -> throw new IllegalArgumentException("no class has an entry of kind " + tag);
        };
    }
}
