package io.holdfast.endtoend.prove.check;

import java.util.ArrayList;
import java.util.List;

/// What must be so whatever happened. Names and numbers are those of the architecture's list.
public enum Invariant {
    I1("a seat has one live claim at most", new OneClaim()),
    I2("what was answered with yes is still there", new NothingLost()),
    I3("nothing happens that nobody asked for", new NothingUnasked()),
    I4("every seat of the hall stands somewhere, once", new SeatsAddUp()),
    I5("what is sold was asked for in time, and nobody else had it meanwhile", new InTime()),
    I6("money that came too late goes back, all of it", new LateMoney()),
    I7("the ledger sums to zero and agrees with the gateway's books", new Ledger()),
    I8("each refund is given once", new EachRefundOnce()),
    I10("every hold, payment, offer and refund ends", new EverythingEnds()),
    I11("the waitlist is served in order", new LineInOrder()),
    I13("the same key and body have the same answer", new SameAnswer()),
    I15("a ticket enters once", new EntersOnce()),
    I17("what Redis forgets costs nobody their turn", new QueueInOrder());

    interface Law {
        /// @return each time it is broken, in a sentence
        List<String> broken(History history, FinalState state);
    }

    private final String sentence;
    private final Law law;

    Invariant(String sentence, Law law) {
        this.sentence = sentence;
        this.law = law;
    }

    public String sentence() {
        return sentence;
    }

    /// @return every violation of every invariant
    public static List<Violation> judge(History history, FinalState state) {
        var violations = new ArrayList<Violation>();
        for (var invariant : values()) {
            invariant.law.broken(history, state).forEach(found -> violations.add(new Violation(invariant, found)));
        }
        return violations;
    }
}
