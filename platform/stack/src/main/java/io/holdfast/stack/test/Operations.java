package io.holdfast.stack.test;

import io.quarkus.arc.Arc;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the running service can be asked for, whichever module its resources come from.
final class Operations {

    private Operations() {}

    /// Each as `GET /api/shows/{show}`.
    static Set<String> ofThisService() {
        return Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .<Class<?>>map(Bean::getBeanClass)
                .filter(type -> type.isAnnotationPresent(Path.class) && !type.isInterface())
                .flatMap(type -> Arrays.stream(type.getMethods()).flatMap(method -> of(type, method)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> of(Class<?> type, Method method) {
        var verbs = Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .filter(verb -> verb != null)
                .map(HttpMethod::value)
                .toList();
        var below = method.getAnnotation(Path.class);
        if (below != null && verbs.isEmpty()) {
            throw new IllegalStateException("what is asked for behind " + method + " is not seen here");
        }
        var path = type.getAnnotation(Path.class).value() + (below == null ? "" : "/" + below.value());
        return verbs.stream().map(verb -> verb + " " + written(path));
    }

    /// Without what a name has to look like, and with as many slashes as are needed.
    private static String written(String path) {
        var plain = ("/" + path)
                .replaceAll("\\{\\s*([^:}\\s]+)\\s*:(?:[^{}]|\\{[^{}]*})*}", "{$1}")
                .replaceAll("/+", "/");
        return plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
    }
}
