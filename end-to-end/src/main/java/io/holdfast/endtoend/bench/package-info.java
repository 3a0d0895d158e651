/// Benchmarks: what a part of the platform can do on this machine, held against the least a Quarkus service can do
/// on the same machine in the same minutes.
///
/// - [Bench] is what is typed; [Figure] is one line of its table, [Goal] what it should be, [Machine] where it was.
/// - [BenchReport] writes the table, a page and data; [Earlier] reads such data back to compare with.
/// - `load` is the load generator, `room` holds the waiting room's figures, `holds` and `workers` the
///   others.
@NullMarked
package io.holdfast.endtoend.bench;

import org.jspecify.annotations.NullMarked;
