package io.holdfast.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A native executable knows of a class by reflection only what it was told when it was built.
class NativeExecutableTest {

    private static final String TOLD = "/META-INF/native-image/io.holdfast/contracts/reflect-config.json";
    private static final String ARGUMENTS = "/META-INF/native-image/io.holdfast/contracts/native-image.properties";

    @Test
    void all_that_an_event_is_made_of_is_known_to_a_native_executable() throws IOException {
        var made = new HashSet<Class<?>>();

        EventCodec.TYPES.values().forEach(type -> collect(type, made));

        assertThat(made).contains(EventCodec.TYPES.values().toArray(Class[]::new));
        assertThat(names()).containsAll(made.stream().map(Class::getName).toList());
    }

    @Test
    void what_a_native_executable_is_told_of_exists_and_is_told_whole() throws Exception {
        for (var entry : entries()) {
            assertThat(Class.forName(
                            entry.get("name").asText(), false, getClass().getClassLoader()))
                    .isNotNull();
            assertThat(List.of("allDeclaredConstructors", "allDeclaredMethods", "allDeclaredFields"))
                    .as("%s", entry)
                    .allMatch(part -> entry.path(part).asBoolean());
        }
    }

    @Test
    void randomness_begins_when_an_executable_starts() throws Exception {
        // Given
        var random = new ArrayList<String>();
        var classes = Path.of(EventCodec.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());

        // When
        try (var files = Files.walk(classes)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var name = classes.relativize(file)
                        .toString()
                        .replace(".class", "")
                        .replace(File.separatorChar, '.');
                if (keepsRandomness(name)) {
                    random.add(name);
                }
            }
        }

        // Then
        assertThat(random).isNotEmpty();
        assertThat(startedLate()).containsAll(random);
    }

    private static boolean keepsRandomness(String name) throws ClassNotFoundException {
        return Arrays.stream(Class.forName(name, false, NativeExecutableTest.class.getClassLoader())
                        .getDeclaredFields())
                .anyMatch(field -> Modifier.isStatic(field.getModifiers())
                        && RandomGenerator.class.isAssignableFrom(field.getType()));
    }

    private static List<String> startedLate() throws IOException {
        try (var file = NativeExecutableTest.class.getResourceAsStream(ARGUMENTS)) {
            var arguments = new Properties();
            arguments.load(file);
            return List.of(arguments
                    .getProperty("Args")
                    .replace("--initialize-at-run-time=", "")
                    .split(","));
        }
    }

    /// Ours among the classes a value of this type may hold.
    private static void collect(Type type, Set<Class<?>> made) {
        switch (type) {
            case ParameterizedType many ->
                Arrays.stream(many.getActualTypeArguments()).forEach(one -> collect(one, made));
            case Class<?> one
            when one.getName().startsWith("io.holdfast.") -> {
                if (made.add(one) && one.isRecord()) {
                    Arrays.stream(one.getRecordComponents())
                            .forEach(component -> collect(component.getGenericType(), made));
                } else if (one.isSealed()) {
                    Arrays.stream(one.getPermittedSubclasses()).forEach(kind -> collect(kind, made));
                }
            }
            case Type _ -> {
                // The JDK's own.
            }
        }
    }

    private static List<String> names() throws IOException {
        return entries().stream().map(entry -> entry.get("name").asText()).toList();
    }

    private static List<JsonNode> entries() throws IOException {
        try (var file = NativeExecutableTest.class.getResourceAsStream(TOLD)) {
            return new ObjectMapper().readTree(file).valueStream().toList();
        }
    }
}
