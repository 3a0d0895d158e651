package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;

/// I17. Redis forgets everything in the middle of a sale, and people are called in the order of their numbers
/// nevertheless. That it costs no seat and no money is what the other invariants say.
final class QueueInOrder implements Invariant.Law {

    @Override
    public List<String> broken(History history, FinalState state) {
        var broken = new ArrayList<String>();
        var queue = history.queue();
        if (queue.outOfOrder() > 0) {
            broken.add("%d were still waiting after a later number had been called; Redis was flushed at %s"
                    .formatted(queue.outOfOrder(), queue.flushed()));
        }
        if (queue.passedOver() > 0) {
            broken.add("%d times somebody was told to wait whose number was being served; Redis was flushed at %s"
                    .formatted(queue.passedOver(), queue.flushed()));
        }
        return broken;
    }
}
