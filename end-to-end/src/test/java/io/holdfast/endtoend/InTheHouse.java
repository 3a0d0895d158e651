package io.holdfast.endtoend;

import io.holdfast.launcher.house.House;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the running [House]; the first to ask starts it, and it closes after the last test of all classes.
public class InTheHouse implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == House.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(InTheHouse.class))
                .computeIfAbsent(Running.class, _ -> new Running(start()), Running.class)
                .house();
    }

    private static House start() {
        return another("logs");
    }

    /// One that is nobody else's, for a test that leaves it out of sorts.
    ///
    /// @param logs the directory below `target` where they are kept
    public static House another(String logs) {
        try {
            var here = Path.of("").toAbsolutePath();
            return House.start(House.Setup.forTests(here.getParent(), here.resolve("target", logs)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Running(House house) implements AutoCloseable {
        @Override
        public void close() {
            house.close();
        }
    }
}
