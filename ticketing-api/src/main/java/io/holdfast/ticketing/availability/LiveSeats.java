package io.holdfast.ticketing.availability;

import io.holdfast.contracts.id.SeatId;
import io.holdfast.web.PublicDocument;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private static final int VERSION_BYTES = 12;

    private final Seating seating;
    private final byte[] states;
    private final byte[] packed;
    private final String version;
    private final Map<String, Integer> left;
    private volatile @Nullable PublicDocument document;

    /// @param states one for each seat; not to be changed any more
    LiveSeats(Seating seating, byte[] states) {
        this.seating = seating;
        this.states = states;
        this.packed = packed(states);
        this.version = version(seating, packed);
        this.left = seating.left(states);
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

    /// How many seats of each grade are free.
    public Map<String, Integer> left() {
        return left;
    }

    Seating seating() {
        return seating;
    }

    /// Two bits for each seat: seat `i` has bits `2 (i mod 4)` and the next of byte `i / 4`.
    byte[] packed() {
        return packed;
    }

    /// As everybody may read it.
    PublicDocument document() {
        var known = document;
        if (known == null) {
            known = PublicDocument.compressible(SeatEvents.document(this), version);
            document = known;
        }
        return known;
    }

    boolean sameStates(byte[] others) {
        return Arrays.equals(states, others);
    }

    private static byte[] packed(byte[] states) {
        var packed = new byte[(states.length + 3) / 4];
        for (var i = 0; i < states.length; i++) {
            packed[i >> 2] |= (byte) (states[i] << ((i & 3) << 1));
        }
        return packed;
    }

    private static String version(Seating seating, byte[] packed) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(seating.mark())
                    .putInt(seating.capacity())
                    .flip());
            var hash = digest.digest(packed);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, VERSION_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
