/// The real parts for tests: started once per JVM, and for each test resource a schema, a key prefix and a topic
/// prefix of its own.
@NullMarked
package io.holdfast.stack.test;

import org.jspecify.annotations.NullMarked;
