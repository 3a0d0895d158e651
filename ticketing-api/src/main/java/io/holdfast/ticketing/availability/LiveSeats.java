package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;

/// How the seats of one performance stand, as this process saw them a moment ago. Seats are counted in the order of the
/// seating plan, from 0. It never changes; whoever wants to know more asks for a newer one.
public final class LiveSeats {

    /// Can be had. So can a seat whose hold has lapsed, and one whose time with the waitlist is over.
    public static final byte FREE = 0;

    /// Somebody has it for now, and may give it back.
    public static final byte HELD = 1;

    public static final byte SOLD = 2;

    /// Put aside by staff.
    public static final byte BLOCKED = 3;

    private final Seating seating;
    private final byte[] states;
    private final String version;

    /// @param states one for each seat; not to be changed any more
    LiveSeats(Seating seating, byte[] states, String version) {
        this.seating = seating;
        this.states = states;
        this.version = version;
    }

    public int capacity() {
        return states.length;
    }

    public boolean free(int ordinal) {
        return states[ordinal] == FREE;
    }

    /// @return [#FREE], [#HELD], [#SOLD] or [#BLOCKED]
    public byte state(int ordinal) {
        return states[ordinal];
    }

    /// @return -1 if the performance has no such seat
    public int ordinal(SeatId seat) {
        return seating.ordinal(seat);
    }

    public SeatId id(int ordinal) {
        return seating.id(ordinal);
    }

    /// The same for the same seats in the same states, in every process.
    public String version() {
        return version;
    }

    Seating seating() {
        return seating;
    }
}
