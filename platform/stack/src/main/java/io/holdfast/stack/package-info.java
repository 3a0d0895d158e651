/// The real parts Holdfast stands on, from registry packages: PostgreSQL 18, Redis 7, Kafka 4.
///
/// Each part is one process, bound to 127.0.0.1, gone when it is closed or when its starter dies. A part in a
/// directory of its own keeps its data there; a part without one forgets everything.
///
/// - **Used by** the launcher (`./holdfast up`) and, through [io.holdfast.stack.test.StackTestResource], by every
///   test that wants the real thing.
@NullMarked
package io.holdfast.stack;

import org.jspecify.annotations.NullMarked;
