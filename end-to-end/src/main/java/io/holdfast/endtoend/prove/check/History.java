package io.holdfast.endtoend.prove.check;

import io.holdfast.endtoend.prove.check.Operation.Kind;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// What everybody did and heard, in the order in which it was begun.
///
/// @param queue what those in the queue saw of each other's turns
public record History(List<Operation> operations, Queue queue) {

    /// @param called numbers that were seen called
    /// @param outOfOrder still waiting after a later number was called
    /// @param passedOver told to wait although their number was being served
    /// @param flushed when Redis forgot everything
    public record Queue(int called, int outOfOrder, long passedOver, List<Instant> flushed) {}

    public History {
        operations = operations.stream()
                .sorted(Comparator.comparingLong(Operation::number))
                .toList();
    }

    /// Of operations alone.
    public static History of(Operation... operations) {
        return new History(Arrays.asList(operations), new Queue(0, 0, 0, List.of()));
    }

    public Stream<Operation> all(Kind kind) {
        return operations.stream().filter(operation -> operation.kind() == kind);
    }

    /// Those that were answered with yes.
    public Stream<Operation> done(Kind kind) {
        return all(kind).filter(Operation::ok);
    }
}
