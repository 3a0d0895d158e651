/// A Kafka broker and its controller in one small process, for tests and for a machine without Kafka.
///
/// - **Started by** the module `stack`, which finds the jars in the resource `class-path` next to this package.
/// - **Listens** on the loopback interface only and keeps everything in one directory.
@NullMarked
package io.holdfast.broker;

import org.jspecify.annotations.NullMarked;
