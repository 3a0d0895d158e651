package io.holdfast.stack.test;

import io.holdfast.stack.test.TestStack.Part;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Gives a Quarkus test the real parts.
///
/// ```java
/// @QuarkusTest
/// @WithTestResource(value = StackTestResource.class, initArgs = {
///     @ResourceArg(name = "postgres", value = "true"),
///     @ResourceArg(name = "kafka", value = "true")})
/// class HoldTest {
/// ```
///
/// The parts start once in the JVM; each start of this resource finds an empty schema, and key and topic prefixes
/// nobody else uses. Without arguments it gives all three parts.
public class StackTestResource implements QuarkusTestResourceLifecycleManager {

    private Set<Part> parts = EnumSet.allOf(Part.class);

    @Override
    public void init(Map<String, String> initArgs) {
        if (!initArgs.isEmpty()) {
            parts = TestStack.named(initArgs);
        }
    }

    @Override
    public Map<String, String> start() {
        return TestStack.fresh(parts);
    }

    /// The parts stay for the next test and end with the JVM.
    @Override
    public void stop() {}
}
