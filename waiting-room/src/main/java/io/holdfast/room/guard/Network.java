package io.holdfast.room.guard;

import java.net.InetAddress;
import java.util.Arrays;

/// Addresses that begin with the same bits: `192.0.2.0/24`, `2001:db8::/32`, or a single one.
///
/// @param address its other bits are zero
/// @param bits that count
public record Network(InetAddress address, int bits) {

    /// A home has a network of this size, and every device in it as many addresses as it likes.
    private static final int HOME = 64;

    public Network {
        var bytes = address.getAddress();
        if (bits < 0 || bits > bytes.length * 8) {
            throw new IllegalArgumentException("an address has no " + bits + " bits");
        }
        address = masked(bytes, bits);
    }

    /// @throws IllegalArgumentException if it is neither an address nor a network; names are not looked up
    public static Network of(String text) {
        var slash = text.indexOf('/');
        var address = InetAddress.ofLiteral(
                slash < 0 ? text.strip() : text.substring(0, slash).strip());
        return new Network(
                address,
                slash < 0
                        ? address.getAddress().length * 8
                        : Integer.parseInt(text.substring(slash + 1).strip()));
    }

    /// What counts as one address: one of IPv4, or a home's network of IPv6.
    static Network home(InetAddress address) {
        var bits = address.getAddress().length * 8;
        return new Network(address, Math.min(bits, bits == 32 ? 32 : HOME));
    }

    boolean contains(InetAddress other) {
        var bytes = other.getAddress();
        return bytes.length == address.getAddress().length
                && masked(bytes, bits).equals(address);
    }

    private static InetAddress masked(byte[] bytes, int bits) {
        var kept = Arrays.copyOf(bytes, bytes.length);
        for (var i = 0; i < kept.length; i++) {
            var left = Math.clamp(bits - i * 8L, 0, 8);
            kept[i] &= (byte) (0xff << (8 - left));
        }
        try {
            return InetAddress.getByAddress(kept);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + bits;
    }
}
