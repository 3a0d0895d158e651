/// A load generator: each of a number of connections sends a request, reads the answer, and sends the next.
///
/// It tells how many answers a server gives when it has always something to do. It does not tell how long visitors
/// wait: a slow server is simply asked less often here (a closed loop).
///
/// - [Load] keeps the connections; [Round] is what came of one measurement; [Duel] compares two loads.
/// - [Requests] says what is sent, prepared beforehand; [AnswerReader] reads as much of HTTP/1.1 as is needed.
@NullMarked
package io.holdfast.endtoend.bench.load;

import org.jspecify.annotations.NullMarked;
