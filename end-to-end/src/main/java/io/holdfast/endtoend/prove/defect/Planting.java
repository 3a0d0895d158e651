package io.holdfast.endtoend.prove.defect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Defects on their way into a JVM.
public final class Planting {

    private final Path jar;
    private final Path directory;

    private Planting(Path jar, Path directory) {
        this.jar = jar;
        this.directory = directory;
    }

    /// @param directory for the agent and what it is told
    public static Planting in(Path directory) throws IOException {
        Files.createDirectories(directory);
        var jar = directory.resolve("patch.jar");
        Patch.jar(jar);
        return new Planting(jar, directory);
    }

    /// What the JVM is told that is to have it.
    public List<String> options(Defect defect) throws IOException {
        Patch.write(texts(defect), defect.texts());
        return List.of("-javaagent:%s=%s".formatted(jar, texts(defect)));
    }

    /// Whether every class that is to be wrong has been loaded and is.
    public boolean isPlanted(Defect defect) throws IOException {
        return Patch.changed(texts(defect)) == defect.texts().size();
    }

    private Path texts(Defect defect) {
        return directory.resolve(defect.name());
    }
}
