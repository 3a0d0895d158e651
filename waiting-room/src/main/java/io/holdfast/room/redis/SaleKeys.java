package io.holdfast.room.redis;

/// The Redis keys of one sale. The sale is their hash tag, so that a script finds them all on one node.
///
/// @param start what they begin with, `wr:{sale}:`
public record SaleKeys(String start) {

    /// Hash: the room's counters, and what the staff has changed.
    public String room() {
        return start + "room";
    }

    /// Hash, subject → ticket.session.
    public String members() {
        return start + "members";
    }

    /// Sorted set, number → end of the call in epoch milliseconds.
    public String called() {
        return start + "called";
    }

    /// Sorted set, number → end of the stay in epoch milliseconds.
    public String active() {
        return start + "active";
    }

    /// One 4-bit cell per number: what has become of its place.
    public String marks() {
        return start + "marks";
    }

    /// Sorted set, number → the turn it is called at, for whoever is not called at their own number.
    public String again() {
        return start + "again";
    }

    /// Sorted set, number → order of arrival.
    public String invited() {
        return start + "invited";
    }

    /// Sorted set of stays from before a loss, each with its latest end in epoch milliseconds.
    public String ghosts() {
        return start + "ghosts";
    }

    /// Set of tickets given up in the lobby.
    public String leavers() {
        return start + "leavers";
    }

    /// Sorted set, session → end of its last pass in epoch milliseconds.
    public String revoked() {
        return start + "revoked";
    }

    /// Stream of events not sent to Kafka yet.
    public String told() {
        return start + "told";
    }

    /// Which relay is at work on the stream.
    public String toldBy() {
        return start + "told-by";
    }

    /// Set of tickets invited in the lobby.
    public String guests() {
        return start + "guests";
    }

    /// Hash, invitation → subject.
    public String invitations() {
        return start + "invitations";
    }

    /// Sorted set, ticket.session → when a newer window took over, or the place ended (session 0).
    public String news() {
        return start + "news";
    }

    /// Hash, number → session that has the pass, and its subject.
    public String holders() {
        return start + "holders";
    }

    /// Sorted set, "number customer" → number: who is to be told that the turn is near.
    public String notices() {
        return start + "notices";
    }

    /// Sorted set, "number customer" → turn from which on to look for the call.
    public String noticed() {
        return start + "noticed";
    }

    /// Set of "ticket customer", asked for in the lobby.
    public String noticeTickets() {
        return start + "notice-tickets";
    }
}
