package io.holdfast.room.draw;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The order in which a lobby's visitors are called: a permutation of their tickets that follows from one key.
///
/// SHA-256 of the key is published before anybody has a ticket, the key itself at the opening, so anyone can
/// recompute any number and see that it was settled beforehand. No shuffle is stored: one number costs the same
/// in a lobby of ten and of a million.
///
/// The permutation, for a lobby of `size` tickets 1 … size, is a balanced Feistel network with cycle-walking:
///
/// ```
/// half   = the least h ≥ 1 with 4^h ≥ size               bits in one half
/// F(i,x) = the last `half` bits of the first 8 bytes of  HMAC-SHA256(key, byte(i) ‖ uint64(size) ‖ uint64(x))
///
/// y = ticket − 1
/// repeat
///     L, R = y >> half, y & (2^half − 1)
///     for i = 0 … 7:  L, R = R, L xor F(i,R)
///     y = L << half | R
/// until y < size                                          (on average less than four times)
/// number = y + 1
/// ```
///
/// Numbers are big-endian. Each round can be undone, so two tickets never share a number; walking on until the
/// result is a ticket's keeps it a permutation of the lobby.
public final class Draw {

    private static final int ROUNDS = 8;

    private final byte[] key;

    public Draw(byte[] key) {
        this.key = key.clone();
    }

    /// What is published before: SHA-256 of the key, in hexadecimal.
    public String commitment() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What is published at the opening, in hexadecimal.
    public String key() {
        return HexFormat.of().formatHex(key);
    }

    /// @param size how many tickets the lobby gave, ≥ ticket
    /// @param ticket ≥ 1
    /// @return the ticket's number in the queue, 1 … size
    public long number(long size, long ticket) {
        if (ticket < 1 || ticket > size) {
            throw new IllegalArgumentException("this ticket is not in the draw");
        }
        var half = half(size);
        var mask = (1L << half) - 1;
        var mac = mac();
        var y = ticket - 1;
        do {
            var left = y >> half;
            var right = y & mask;
            for (var round = 0; round < ROUNDS; round++) {
                var mixed = left ^ (mixed(mac, round, size, right) & mask);
                left = right;
                right = mixed;
            }
            y = left << half | right;
        } while (y >= size);
        return y + 1;
    }

    /// The way back: whose number it is.
    ///
    /// @param size how many tickets the lobby gave, ≥ number
    /// @param number ≥ 1
    /// @return the ticket, 1 … size
    public long ticket(long size, long number) {
        if (number < 1 || number > size) {
            throw new IllegalArgumentException("this number is not in the draw");
        }
        var half = half(size);
        var mask = (1L << half) - 1;
        var mac = mac();
        var y = number - 1;
        do {
            var left = y >> half;
            var right = y & mask;
            for (var round = ROUNDS - 1; round >= 0; round--) {
                var mixed = right ^ (mixed(mac, round, size, left) & mask);
                right = left;
                left = mixed;
            }
            y = left << half | right;
        } while (y >= size);
        return y + 1;
    }

    private static int half(long size) {
        var half = 1;
        while (1L << 2 * half < size) {
            half++;
        }
        return half;
    }

    private static long mixed(Mac mac, int round, long size, long value) {
        var input = ByteBuffer.allocate(17).put((byte) round).putLong(size).putLong(value);
        return ByteBuffer.wrap(mac.doFinal(input.array())).getLong();
    }

    private Mac mac() {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
