package io.holdfast.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Messages under way. They come in the order, as late and as often as the story has it.
///
/// @param <M> a message
public final class Wire<M> {

    private final List<M> underWay = new ArrayList<>();

    public void send(M message) {
        underWay.add(message);
    }

    /// One comes, whichever.
    public Optional<M> comes(int which) {
        return underWay.isEmpty() ? Optional.empty() : Optional.of(underWay.remove(index(which)));
    }

    /// One comes, and will come once more.
    public Optional<M> comesTwice(int which) {
        return underWay.isEmpty() ? Optional.empty() : Optional.of(underWay.get(index(which)));
    }

    /// One never comes.
    public void isLost(int which) {
        comes(which);
    }

    /// All that are under way, oldest first; they have come with it.
    public List<M> allCome() {
        var all = List.copyOf(underWay);
        underWay.clear();
        return all;
    }

    public boolean isEmpty() {
        return underWay.isEmpty();
    }

    private int index(int which) {
        return Math.floorMod(which, underWay.size());
    }
}
