package io.holdfast.room.redis;

/// The Redis keys of one sale. The sale is their hash tag, so that a script finds them all on one node.
///
/// @param start what they begin with, `wr:{sale}:`
public record SaleKeys(String start) {

    /// Hash: the room's counters, and what the staff has changed.
    public String room() {
        return start + "room";
    }

    /// Hash, subject → ticket.
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

    /// One 4-bit cell per number: how its place has ended.
    public String ends() {
        return start + "ends";
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
}
